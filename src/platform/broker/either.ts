/** Aborted when one of two others is; `dispose` lets go of them. `AbortSignal.any` may be collected while somebody still waits for it. */
export class Either implements Disposable {
  readonly signal: AbortSignal;
  /** Resolves when it is aborted. */
  readonly aborted: Promise<void>;
  readonly #letGo: () => void;

  constructor(one: AbortSignal, other: AbortSignal) {
    const controller = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = (): void => {
      controller.abort();
      resolve();
    };
    this.signal = controller.signal;
    this.aborted = promise;
    for (const each of [one, other]) each.addEventListener('abort', end, { once: true });
    this.#letGo = () => { for (const each of [one, other]) each.removeEventListener('abort', end); };
    if (one.aborted || other.aborted) end();
  }

  [Symbol.dispose](): void {
    this.#letGo();
  }
}
