import { Worker } from 'node:worker_threads';
import type { Form } from './readable.ts';
import type { Question, Reading } from './reader.ts';

/** Milliseconds that one document may take, and between two looks at its memory. */
const patience = 60_000, interval = 100;
/** MiB of objects, and of everything: buffers do not count among the objects. */
const objects = 256, everything = 512;

/** Reads documents in a thread of its own: whatever a document does to what reads it, it ends there. */
export class DocumentReader {
  #worker: Worker | undefined;

  /**
   * The different words of a document. Rejects where it cannot be read, takes longer than a minute or more than 512 MiB, or `signal` is
   * aborted. `bytes` are handed over, and gone here. One at a time.
   */
  async words(bytes: Uint8Array<ArrayBuffer>, form: Form, signal: AbortSignal): Promise<string[]> {
    const worker = this.#worker ??= this.#start();
    const { promise, reject, resolve } = Promise.withResolvers<Reading>();
    const fail = (why: string): void => reject(new Error(why));
    const end = (): void => fail('it was ended');
    const timer = setTimeout(() => fail(`it is not read after ${patience / 1_000} s`), patience);
    const watch = setInterval(() => {
      void worker.getHeapStatistics().then(({ external_memory, total_heap_size }) => {
        if (external_memory + total_heap_size > everything * 2 ** 20) fail(`it takes more than ${everything} MiB`);
      }, () => undefined);
    }, interval);
    signal.addEventListener('abort', end, { once: true });
    const gone = (code: number): void => fail(`its reader has ended with ${code}`);
    worker.once('message', resolve).once('error', reject).once('exit', gone);
    try {
      if (signal.aborted) end();
      else worker.postMessage({ bytes, form } satisfies Question, [bytes.buffer]);
      const reading = await promise;
      if ('words' in reading) return reading.words;
      throw new Error(reading.failure);
    } catch (error) {
      await this.end();
      throw error;
    } finally {
      clearTimeout(timer);
      clearInterval(watch);
      signal.removeEventListener('abort', end);
      worker.off('message', resolve).off('error', reject).off('exit', gone);
    }
  }

  /** Ends the thread; the next document has another. */
  async end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL('reader.ts', import.meta.url), {
      env: {}, execArgv: [], stdout: true, stderr: true, resourceLimits: { maxOldGenerationSizeMb: objects, maxYoungGenerationSizeMb: 32 },
    });
    // What a library writes goes nowhere: it may quote the document.
    for (const stream of [worker.stdout, worker.stderr]) stream.resume();
    // One that ends between two documents is no error of either.
    worker.on('error', () => undefined).once('exit', () => { if (this.#worker === worker) this.#worker = undefined; });
    return worker;
  }
}

