import type { Random } from '../../running/random.ts';

/** Ids that anybody may read. What has been deleted meanwhile may be among them. */
export class Directory {
  readonly departments: number[] = [];
  readonly subjects: string[] = [];
  readonly syllabi: string[] = [];
  readonly files: string[] = [];
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** One of them, if there is any; three times of four one of the first fifth, as of what many look for. */
  one(ids: readonly string[]): string | undefined {
    if (ids.length === 0) return undefined;
    return ids[this.#random.below(this.#random.chance(0.75) ? Math.ceil(ids.length / 5) : ids.length)];
  }
}
