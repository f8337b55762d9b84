import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Answer } from './client.ts';

/** A connection on which anything can be written, HTTP or not. */
export class RawConnection implements Disposable {
  readonly #socket: Socket;
  readonly #closed: Promise<unknown>;
  #received = Buffer.alloc(0);
  #ended = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    // A reset ends a connection as well as a close does.
    this.#closed = new Promise(resolve => { socket.once('end', resolve).once('error', resolve).once('close', resolve); });
    void this.#closed.then(() => { this.#ended = true; });
    socket.on('data', (chunk: Buffer) => { this.#received = Buffer.concat([this.#received, chunk]); });
  }

  static async open(origin: string): Promise<RawConnection> {
    const { hostname, port } = new URL(origin);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const connection = new RawConnection(socket);
    await once(socket, 'connect');
    return connection;
  }

  /** Writes text as Latin-1, so that each character is a byte; resolves once it is handed to the system. */
  async write(bytes: string | Uint8Array): Promise<void> {
    const data = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
    await new Promise<void>(resolve => this.#socket.write(data, () => resolve()));
  }

  /** Says that no more will be written. */
  finish(): void {
    this.#socket.end();
  }

  /** Leaves without a word. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Resolves once the other side asks for the body (100 Continue). */
  async goOn(): Promise<void> {
    const interim = 'HTTP/1.1 100 Continue\r\n\r\n';
    while (!this.#received.toString('latin1').startsWith(interim)) await this.#more();
    this.#received = this.#received.subarray(interim.length);
  }

  /** The next answer, whole. Rejects if the connection ends before. */
  async answer(): Promise<Answer> {
    for (;;) {
      const taken = takeAnswer(this.#received);
      if (taken) {
        this.#received = this.#received.subarray(taken.length);
        return taken.answer;
      }
      await this.#more();
    }
  }

  /** Resolves once a part of an answer is there. */
  async begun(): Promise<void> {
    while (this.#received.length === 0) await this.#more();
  }

  async #more(): Promise<void> {
    if (this.#ended) throw new Error(`the connection ended after ${JSON.stringify(this.#received.toString('latin1'))}`);
    await Promise.race([once(this.#socket, 'data'), this.#closed]);
  }

  /** What has been received and is not yet part of an answer. */
  get rest(): string {
    return this.#received.toString('latin1');
  }

  /** Resolves once the other side has closed the connection. */
  async closed(): Promise<void> {
    await this.#closed;
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}

/** The first answer in `bytes`, if it is whole; bodies must have a length. */
function takeAnswer(bytes: Buffer): { readonly answer: Answer; readonly length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [first, ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first!)?.[1]);
  const headers = Object.fromEntries(lines.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  const length = end + 4 + Number(headers['content-length'] ?? 0);
  if (bytes.length < length) return undefined;
  if (status < 200) return takeAnswer(bytes.subarray(length));
  const text = bytes.subarray(end + 4, length).toString();
  return { answer: { status, headers, body: text.startsWith('{') ? JSON.parse(text) as unknown : text || undefined }, length };
}

/** Writes `bytes` on a connection of their own and gives the first answer. */
export async function rawAnswer(origin: string, bytes: string | Uint8Array): Promise<Answer> {
  using connection = await RawConnection.open(origin);
  await connection.write(bytes);
  return await connection.answer();
}
