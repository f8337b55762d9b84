import { randomFillSync } from 'node:crypto';

const digits = '0123456789abcdefghjkmnpqrstvwxyz';
const pool = Buffer.alloc(4096);
let used = pool.length;

/** Random digits of Crockford's base 32 in lower case, five bits each. */
export function randomDigits(count: number): string {
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  let text = '';
  for (const end = used + count; used < end; used += 1) text += digits[pool[used]! & 31];
  return text;
}

/** A new id of 26 characters: a ULID in lower case, 48 bits of `now` (milliseconds since the epoch) before 80 random ones, so that ids sort by age. */
export function newFileId(now: number): string {
  let time = '';
  for (let rest = now, place = 0; place < 10; place += 1, rest = Math.floor(rest / 32)) time = digits[rest % 32] + time;
  return time + randomDigits(16);
}
