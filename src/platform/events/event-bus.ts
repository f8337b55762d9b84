import EventEmitter2 from 'eventemitter2';

/** Tells those in this process who wait for a module's events that there may be new ones. It carries no event: what is missed here is found by looking. */
export class EventBus {
  readonly #emitter = new EventEmitter2.EventEmitter2({ maxListeners: 0 });

  /** There may be new events of `module`. */
  wake(module: string): void {
    this.#emitter.emit(module);
  }

  /** Calls `heard` at each wake; answers how to end that. */
  listen(module: string, heard: () => void): () => void {
    this.#emitter.on(module, heard);
    return () => { this.#emitter.off(module, heard); };
  }

  /** Resolves at the next wake, after `milliseconds`, or when `signal` is aborted. */
  async woken(module: string, milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>(resolve => {
      const end = (): void => {
        clearTimeout(timer);
        this.#emitter.off(module, end);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.#emitter.on(module, end);
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
