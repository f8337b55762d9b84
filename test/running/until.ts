import { setTimeout as wait } from 'node:timers/promises';

/** Looks again and again until `look` answers something true, and answers that. The test's own time limit ends it. */
export async function until<Found>(look: () => Promise<Found>): Promise<NonNullable<Found>> {
  for (;;) {
    const found = await look();
    if (found) return found;
    await wait(20);
  }
}
