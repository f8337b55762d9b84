import { setTimeout as wait } from 'node:timers/promises';

/** Looks every `pause` milliseconds until `look` answers something true; false once `milliseconds` have passed. */
export async function comes(milliseconds: number, look: () => boolean | Promise<boolean>, pause = 10): Promise<boolean> {
  for (const end = Date.now() + milliseconds; ;) {
    if (await look()) return true;
    if (Date.now() > end) return false;
    await wait(pause);
  }
}
