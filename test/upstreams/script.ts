import type { Behaviour } from './behaviour.ts';

/** Which behaviour a request gets: the next one that the test wants of its path. */
export class Script {
  #byPath = new Map<string, Behaviour[]>();
  #holding: PromiseWithResolvers<void> = Promise.withResolvers<void>();

  /** The next requests to paths that begin with `path` get these in turn, and all after them the last. */
  behave(path: string, behaviours: readonly Behaviour[]): void {
    this.#byPath.set(path, [...behaviours]);
  }

  /** What a request for `target` gets; of several paths that fit, the longest counts. */
  next(target: string): Behaviour | undefined {
    const path = [...this.#byPath.keys()].filter(prefix => target.startsWith(prefix)).sort((a, b) => b.length - a.length)[0];
    const behaviours = path === undefined ? [] : this.#byPath.get(path)!;
    return behaviours.length > 1 ? behaviours.shift() : behaviours[0];
  }

  forget(): void {
    this.#byPath = new Map();
  }

  /** Resolves at the next release. */
  get released(): Promise<void> {
    return this.#holding.promise;
  }

  release(): void {
    this.#holding.resolve();
    this.#holding = Promise.withResolvers();
  }
}
