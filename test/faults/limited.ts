import { setTimeout as wait } from 'node:timers/promises';

/** Looks again and again until `look` answers something true; false once `milliseconds` have passed. */
export async function comes(milliseconds: number, look: () => boolean | Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + milliseconds; ;) {
    if (await look()) return true;
    if (Date.now() > end) return false;
    await wait(10);
  }
}
