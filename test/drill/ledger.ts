import type { ModuleName } from '../running/modules.ts';

/** What clients write. */
export type What = 'subject' | 'syllabus' | 'file' | 'setting';

export const moduleOf: Readonly<Record<What, ModuleName>> = { subject: 'subject', syllabus: 'syllabus', file: 'file', setting: 'config' };

export type Fields = Readonly<Record<string, unknown>>;

/** One write, as the client that wants it keeps it. */
export interface Entry {
  /** Idempotency-Key and correlation id of every try. */
  readonly id: string;
  readonly what: What;
  readonly does: 'create' | 'update' | 'delete';
  /** `open` until the client has a definite answer. */
  readonly outcome: 'open' | 'acknowledged' | 'refused';
  /** Id of what is written; of a creation, once it is acknowledged. */
  readonly target?: string;
  /** Fields that must be there once it is acknowledged. */
  readonly fields: Fields;
  /** Its version then, where the answer tells it. */
  readonly version?: number;
}

/** What is certain of one thing. */
export interface Expected {
  readonly what: What;
  readonly id: string;
  /** The entry that decides. */
  readonly by: string;
  readonly deleted: boolean;
  readonly fields: Fields;
  readonly version: number | undefined;
}

/** What all clients have wanted and been told, outside of every server. Each thing is written by one client, one write after the other. */
export class Ledger {
  readonly entries = new Map<string, Entry>();

  /** Before the first byte is sent. */
  intend(entry: Omit<Entry, 'outcome'>): void {
    this.entries.set(entry.id, { ...entry, outcome: 'open' });
  }

  /** `learnt`: what only the answer tells. */
  acknowledge(id: string, learnt: Pick<Entry, 'target' | 'version'> & { readonly fields?: Fields } = {}): void {
    const entry = this.entries.get(id)!;
    this.entries.set(id, { ...entry, ...learnt, fields: { ...entry.fields, ...learnt.fields }, outcome: 'acknowledged' });
  }

  refuse(id: string): void {
    this.entries.set(id, { ...this.entries.get(id)!, outcome: 'refused' });
  }

  /** What must be there, and what must not be there any more, by the acknowledged writes in their order. */
  expected(): Expected[] {
    const things = new Map<string, Expected>();
    for (const { does, fields, id, outcome, target, version, what } of this.entries.values()) {
      if (outcome !== 'acknowledged' || target === undefined) continue;
      const key = `${what} ${target}`;
      const before = things.get(key);
      things.set(key, { what, id: target, by: id, deleted: does === 'delete', fields: { ...before?.fields, ...fields }, version: version ?? before?.version });
    }
    return [...things.values()];
  }
}
