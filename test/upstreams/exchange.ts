import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Record } from './ledger.ts';
import type { Wire } from './wire.ts';

/** How long the beginning of an answer is there before the connection is reset, in milliseconds: whoever passes it on has begun to, and does not see both at once. */
const beginning = 100;

/** One request, and the means to answer it well or badly. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly record: Record;
  /** Requests that this connection has had before. */
  readonly before: number;

  constructor(request: IncomingMessage, response: ServerResponse, record: Record, before: number) {
    this.request = request;
    this.response = response;
    this.socket = request.socket;
    this.record = record;
    this.before = before;
    // Who leaves in the middle is in the record; writing on is no error here.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    response.once('close', () => record.closed(request.complete, response.writableFinished));
  }

  /** Whether there is still somebody to answer. */
  get open(): boolean {
    return !this.socket.destroyed;
  }

  /** The chunks of the body as they come, once; asks for them where the client waits for a 100 Continue. */
  async *body(): AsyncGenerator<Buffer> {
    if (this.record.complete) return;
    if (this.request.headers.expect !== undefined) this.response.writeContinue();
    for await (const chunk of this.request as AsyncIterable<Buffer>) {
      this.record.received(chunk);
      yield chunk;
    }
    this.record.complete = true;
  }

  /** Reads the body to its end. Rejects if the client leaves before. */
  async read(): Promise<void> {
    for await (const _ of this.body());
  }

  /** Writes bytes past Node's HTTP; resolves once they are handed to the system. */
  async write(bytes: string): Promise<void> {
    await new Promise<void>(resolve => { this.socket.write(bytes, 'latin1', () => resolve()); });
  }

  async send({ bytes, ending }: Wire): Promise<void> {
    if (bytes !== '') await this.write(bytes);
    this.record.end = ending === 'stays' ? 'answered' : 'broken';
    if (bytes !== '' && ending === 'resets') await wait(beginning);
    if (ending === 'resets') this.socket.resetAndDestroy();
    if (ending === 'closes') this.socket.end();
  }
}
