import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { TryFailure, tryFailureOf, type Begun, type Member } from '@aurora/platform/upstream';
import { errorCodeHeader } from '@aurora/platform/http';

/** Takes an answer's body as it comes. */
export interface Sink {
  /** False where no more should come until `resume` is called. */
  data(chunk: Buffer): boolean;
  end(): void;
  /** The rest will not come. */
  broken(error: Error): void;
}

/** Bytes that are kept for a sink that is not there yet; beyond it the upstream waits. */
const kept = 256 * 1024;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** One try, from the instance's side: `begun` once the answer has, then its bytes. */
export class Reception implements Begun {
  readonly begun: Promise<this>;
  status = 0;
  headers: Headers = {};
  readonly #member: Member;
  readonly #timer: NodeJS.Timeout;
  #begin!: (reception: this) => void;
  #fail!: (error: TryFailure) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #sink: Sink | undefined;
  readonly #early: Buffer[] = [];
  #earlySize = 0;
  #paused = false;
  #over: 'no' | 'whole' | Error = 'no';
  #given: Error | undefined;

  /** Fails as silent unless the answer has begun within `milliseconds`. */
  constructor(member: Member, milliseconds: number) {
    this.#member = member;
    this.begun = new Promise((resolve, reject) => {
      this.#begin = resolve;
      this.#fail = reject;
    });
    this.#timer = setTimeout(() => this.abort(new TryFailure('silent', `nothing came within ${Math.round(milliseconds)} ms`)), milliseconds);
    member.begin();
  }

  get retryAfter(): number | undefined {
    const value = Number(this.headers['retry-after']);
    return Number.isFinite(value) ? value : undefined;
  }

  get running(): boolean {
    return this.headers[errorCodeHeader] === 'COMMAND_RUNNING';
  }

  /** Whether the whole of the answer has come already, and what it is; undefined if more is to come. */
  get whole(): readonly Buffer[] | undefined {
    return this.#over === 'whole' ? this.#early : undefined;
  }

  /** Gives the answer's bytes to `sink`, those that came before at once. */
  deliver(sink: Sink): void {
    this.#sink = sink;
    let room = true;
    for (const chunk of this.#early.splice(0)) room = sink.data(chunk);
    if (this.#over === 'whole') sink.end();
    else if (this.#over !== 'no') sink.broken(this.#over);
    else if (room && this.#paused) this.resume();
  }

  resume(): void {
    this.#paused = false;
    this.#controller?.resume();
  }

  discard(): void {
    this.abort(new TryFailure('broken', 'the answer was not wanted'), 'answered');
  }

  /** Gives the try up; what is under way is cut. */
  abort(error: Error, outcome: 'failed' | 'abandoned' | 'answered' = 'failed'): void {
    if (this.#over !== 'no' || this.#given) return;
    this.#given = error;
    this.#controller?.abort(error);
    this.#ended(error, outcome);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#given) controller.abort(this.#given);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    clearTimeout(this.#timer);
    this.status = status;
    this.headers = headers;
    this.#begin(this);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#sink) {
      if (!this.#sink.data(chunk)) this.#pause(controller);
      return;
    }
    this.#early.push(chunk);
    this.#earlySize += chunk.length;
    if (this.#earlySize > kept) this.#pause(controller);
  }

  onResponseEnd(): void {
    this.#over = 'whole';
    this.#member.end('answered');
    this.#sink?.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (!this.#given) this.#ended(error, 'failed');
  }

  #pause(controller: Dispatcher.DispatchController): void {
    this.#paused = true;
    controller.pause();
  }

  #ended(error: Error, outcome: 'failed' | 'abandoned' | 'answered'): void {
    clearTimeout(this.#timer);
    this.#over = error;
    this.#member.end(outcome);
    if (this.status === 0) this.#fail(tryFailureOf(error));
    else this.#sink?.broken(error);
  }
}
