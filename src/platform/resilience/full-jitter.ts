/** Milliseconds: the wait before the first repeat at most, and before any. */
const base = 25, cap = 250;

/** How long to wait before the repeat number `repeat`, from 1: anything up to a bound that doubles ("full jitter"). Milliseconds. */
export const fullJitter = (repeat: number): number => Math.random() * Math.min(cap, base * 2 ** (repeat - 1));
