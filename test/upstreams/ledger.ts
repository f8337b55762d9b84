import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Connections, End, Seen } from './behaviour.ts';

const kept = 64 * 1024;

/** What is known of a request, while it goes on. */
export class Record implements Seen {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly connection: number;
  bytes = 0;
  body = '';
  complete = false;
  end: End = 'open';

  constructor(request: IncomingMessage, connection: number) {
    const { rawHeaders } = request;
    this.method = request.method!;
    this.target = request.url!;
    this.headers = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1]!] as const] : []));
    this.connection = connection;
  }

  received(chunk: Buffer): void {
    this.body += chunk.toString('latin1', 0, Math.max(0, kept - this.bytes));
    this.bytes += chunk.length;
  }

  /** Nothing more goes in or out. */
  closed(complete: boolean, answered: boolean): void {
    this.complete = complete;
    if (this.end === 'open') this.end = answered ? 'answered' : 'left';
  }
}

/** The requests and connections that there have been. */
export class Ledger {
  #seen: Record[] = [];
  #opened = 0;
  readonly #open = new Map<Socket, { readonly number: number; requests: number }>();

  connected(socket: Socket): void {
    this.#opened += 1;
    this.#open.set(socket, { number: this.#opened, requests: 0 });
    socket.once('close', () => this.#open.delete(socket));
  }

  /** Enters a request; says how many its connection has had before. */
  enter(request: IncomingMessage): { readonly record: Record; readonly before: number } {
    const connection = this.#open.get(request.socket)!;
    const record = new Record(request, connection.number);
    this.#seen.push(record);
    connection.requests += 1;
    return { record, before: connection.requests - 1 };
  }

  get seen(): readonly Seen[] {
    return this.#seen;
  }

  get connections(): Connections {
    return { opened: this.#opened, open: this.#open.size };
  }

  /** Forgets the requests; connections stay open, and counted. */
  forget(): void {
    this.#seen = [];
  }
}
