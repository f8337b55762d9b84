import { LRUCache } from 'lru-cache';
import type { Principal } from '@aurora/kernel';
import { lastingJson } from '@aurora/platform/http';
import type { OfrepBulkEvaluation } from './contract.ts';

/** Characters of JSON that are kept in all. */
const most = 4 * 1024 ** 2;

interface Kept {
  /** What the config module calls the state of the flags that the answer is of. */
  readonly state: string;
  /** What the answer says of event streams. */
  readonly streams: string;
  readonly answer: OfrepBulkEvaluation;
}

/**
 * Answers to all flags, by who may evaluate what and by context: clients ask for the same again and again. Whether one still holds is for the
 * config module to say, each time.
 */
export class BulkAnswers {
  readonly #kept = new LRUCache<string, Kept>({ maxSize: most });

  static keyOf({ scopes }: Principal, context: object): string {
    return `${[...scopes].toSorted().join(' ')}\n${JSON.stringify(context)}`;
  }

  /** The state of the one that is kept; undefined without any. */
  stateOf(key: string): string | undefined {
    return this.#kept.get(key)?.state;
  }

  /** The flags of the one that is kept in `state`. */
  flagsOf(key: string, state: string): OfrepBulkEvaluation['flags'] | undefined {
    const kept = this.#kept.get(key);
    return kept?.state === state ? kept.answer.flags : undefined;
  }

  /** The answer that is kept, if it is this one; else this one, which is kept from now on. */
  same(key: string, state: string, answer: OfrepBulkEvaluation): OfrepBulkEvaluation {
    const kept = this.#kept.get(key);
    const streams = JSON.stringify(answer.eventStreams);
    if (kept && kept.answer.flags === answer.flags && kept.streams === streams) return kept.answer;
    const lasting = lastingJson(answer);
    this.#kept.set(key, { state, streams, answer }, { size: lasting.length + key.length });
    return answer;
  }
}
