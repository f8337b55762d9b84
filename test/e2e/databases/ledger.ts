import type { Answer } from '../client.ts';

/** What a client has been told of a thing. */
export interface Known {
  readonly version: number;
  readonly deleted: boolean;
  /** What was written, field by field. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export type Kind = 'create' | 'update' | 'delete' | 'read' | 'upload';

/** What a client makes of an answer: done, to be asked for again, or (of a repeat) still being done by the first. */
export type Outcome = 'done' | 'unavailable' | 'running';

const saysWhen = ({ headers }: Answer): boolean => /^[1-9]\d*$/.test(headers['retry-after'] ?? '');

function outcomeOf(answer: Answer, repeat: boolean): Outcome | undefined {
  if (answer.status >= 200 && answer.status < 300) return 'done';
  if (answer.status === 503 && saysWhen(answer)) return 'unavailable';
  return repeat && answer.status === 409 && saysWhen(answer) && (answer.body as { error_code?: unknown }).error_code === 'COMMAND_RUNNING' ? 'running' : undefined;
}

/** What a load was answered, to be compared with what there is in the end. */
export class Ledger {
  /** By id, what was acknowledged last. */
  readonly subjects = new Map<number, Known>();
  readonly syllabi = new Map<number, Known>();
  readonly files = new Set<string>();
  /** Codes of subjects whose creation was answered 503 and not asked for again: they may be there or not. */
  readonly abandoned = new Set<string>();
  readonly #counts = new Map<string, number>();

  /** Notes an answer. Throws if it is none of those that a client can act on. */
  note(kind: Kind, answer: Answer, repeat: boolean): Outcome {
    const outcome = outcomeOf(answer, repeat);
    if (!outcome) throw new Error(`${kind} was answered ${answer.status}: ${JSON.stringify(answer)}`);
    const key = `${kind} ${outcome}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    return outcome;
  }

  count(kind: Kind, outcome: Outcome): number {
    return this.#counts.get(`${kind} ${outcome}`) ?? 0;
  }
}
