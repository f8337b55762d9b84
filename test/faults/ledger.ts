import type { Word } from './host/orders.ts';

/** What a writer has said of one command. */
export interface Entry {
  readonly things: readonly string[];
  readonly rollBack: boolean;
  /** Committed; rolled back on purpose; or nobody has said, and the database decides. */
  readonly outcome: 'done' | 'undone' | 'unknown';
  /** Of each thing, once it is known. */
  readonly versions: readonly number[];
}

/** What the writers have said, kept outside of them. */
export class Ledger {
  readonly entries = new Map<string, Entry>();
  /** Events that are known to have been committed. */
  events = 0;
  /** Commands of which something is known, or that nobody will say anything of. */
  settled = 0;

  note(word: Word): void {
    if (word.says === 'begun') {
      this.entries.set(word.token, { things: word.things, rollBack: word.rollBack, outcome: 'unknown', versions: [] });
      return;
    }
    if (word.says !== 'done' && word.says !== 'undone' && word.says !== 'failed') return;
    this.settled += 1;
    if (word.says === 'failed') return;
    const entry = this.entries.get(word.token);
    if (!entry) throw new Error(`${word.token} has ended and has never begun`);
    this.entries.set(word.token, word.says === 'done' ? { ...entry, outcome: 'done', versions: word.versions } : { ...entry, outcome: 'undone' });
    if (word.says === 'done') this.events += word.versions.length;
  }
}
