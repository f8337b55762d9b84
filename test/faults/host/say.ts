import type { Word } from './orders.ts';

/** Tells the harness. A pipe is written at once, so what is said before a transaction is known whatever happens to the process in it. */
export const say = (word: Word): void => { process.stdout.write(`${JSON.stringify(word)}\n`); };
