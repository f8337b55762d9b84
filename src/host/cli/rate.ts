/** Milliseconds over which it is measured. */
const over = 5_000;

/** How much comes in a second, of an amount that grows. */
export class Rate {
  #before: { readonly at: number; readonly amount: number } | undefined;

  /** Undefined where nothing was measured before. */
  with(amount: number): number | undefined {
    const now = Date.now();
    const rate = this.#before && now > this.#before.at ? (amount - this.#before.amount) * 1_000 / (now - this.#before.at) : undefined;
    if (!this.#before || now - this.#before.at > over) this.#before = { at: now, amount };
    return rate;
  }
}
