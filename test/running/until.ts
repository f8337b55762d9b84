import { setTimeout as wait } from 'node:timers/promises';

/** Looks again and again until `look` answers something true, and answers that. The test's own time limit ends it. */
export async function until<Found>(look: () => Promise<Found>): Promise<Exclude<Found, false | 0 | '' | null | undefined>> {
  for (;;) {
    const found = await look();
    if (found) return found as Exclude<Found, false | 0 | '' | null | undefined>;
    await wait(20);
  }
}
