import type { EventsStatus } from '@aurora/platform/events';

/** What an operator wants to be gone. */
export interface Wanted {
  /** Events from this time on stay, RFC 3339. */
  readonly before?: string;
  /** So many of the last events stay. */
  readonly keep?: number;
  /** Modules that are to listen, have never been heard of, and hold nothing back. */
  readonly without: readonly string[];
}

/** How far events may go, and who lets no more go. */
export interface Bound {
  readonly through: number;
  readonly holders: readonly string[];
}

/** The last position that may go at most; time is looked at later, event by event. */
export function boundOf({ head, subscribers }: EventsStatus, { keep = 0, without }: Wanted): Bound {
  const holding = subscribers.filter(({ name, position }) => position !== null || !without.includes(name));
  const lowest = Math.min(head, ...holding.map(({ position }) => position ?? 0));
  const holders = holding.filter(({ position }) => (position ?? 0) === lowest && lowest < head)
    .map(({ name, position, seen_at }) => (position === null ? `${name} is to listen and has never been heard of` : `${name} has come to ${position}, as it said at ${seen_at}`));
  return { through: Math.min(lowest, Math.max(0, head - keep)), holders };
}
