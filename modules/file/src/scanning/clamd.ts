import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type { ContentStream } from '@aurora/kernel';
import { ScannerAway, type Scanner, type Verdict } from './scanner.ts';

/** Where clamd listens. */
export type ClamdPlace = { readonly host: string; readonly port: number } | { readonly path: string };

/** Milliseconds without any progress after which it counts as away: for a connection, and for bytes to be taken or a verdict. */
const connecting = 5_000, stalling = 120_000;

/** Tries of a scan whose connection breaks off: what was answered before that may have been lost. */
const tries = 3;
/**
 * From how many bytes before there the next try goes slowly, since more was on its way than had been read, and milliseconds for which the
 * length of a chunk then waits for an answer before the chunk follows: where clamd closes with bytes unread, its answer may be lost.
 */
const before = 4 * 1024 ** 2, slowly = 50;
const brokenOff = new Set(['EPIPE', 'ECONNRESET']);

/** Bytes that an answer may have. */
const longest = 4_096;

/** Reads `clamd://host:port` (3310 by default) or `clamd:/path/to/socket`. Throws an `Error` for anything else. */
export function clamdPlace(address: string): ClamdPlace {
  const url = URL.parse(address);
  const plain = url?.protocol === 'clamd:' && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (plain && url.hostname !== '' && /^\/?$/.test(url.pathname)) return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? 3310 : Number(url.port) };
  if (plain && url.hostname === '' && url.pathname.startsWith('/') && url.pathname.length > 1) return { path: decodeURIComponent(url.pathname) };
  throw new Error('must be of the form clamd://host:port or clamd:/path/to/socket');
}

/** What clamd answers to INSTREAM (clamd(8)). */
function verdictOf(answer: string): Verdict {
  const found = /^stream: (.+) FOUND$/.exec(answer);
  if (found) return { found: 'something', name: found[1]!.slice(0, 200) };
  if (answer === 'stream: OK') return { found: 'nothing' };
  if (/size limit exceeded/i.test(answer)) return { found: 'refused', reason: 'It is larger than what the scanner takes.' };
  throw new ScannerAway(`the scanner answered ${JSON.stringify(answer.slice(0, 200))}`);
}

/** ClamAV's daemon, spoken to by INSTREAM: bytes go there in chunks with their lengths before them, over a connection for each. */
export class Clamd implements Scanner {
  readonly #place: ClamdPlace;

  constructor(place: ClamdPlace) {
    this.#place = place;
  }

  async scan(open: () => ContentStream, stopping?: AbortSignal): Promise<Verdict> {
    for (let left = tries, slowFrom = Infinity; ; left -= 1) {
      const answer = await this.#try(open(), slowFrom, stopping);
      if (answer.text !== undefined) return verdictOf(answer.text);
      if (left === 1 || !brokenOff.has((answer.failure as NodeJS.ErrnoException | undefined)?.code ?? '')) throw new ScannerAway(`the scanner gave no answer${answer.failure ? `: ${answer.failure.message}` : ''}`);
      slowFrom = Math.min(slowFrom, answer.sent - before);
    }
  }

  /** What is answered to the bytes; no text where the connection broke off. */
  async #try(content: ContentStream, slowFrom: number, stopping: AbortSignal | undefined): Promise<{ readonly text: string | undefined; readonly failure: Error | undefined; readonly sent: number }> {
    const socket = connect({ ...this.#place, timeout: connecting } as never);
    let failure: Error | undefined;
    socket.on('error', error => { failure ??= error; }).on('timeout', () => socket.destroy(new Error('nothing came for too long')));
    const stop = (): void => { socket.destroy(new Error('it is not waited for any longer')); };
    stopping?.addEventListener('abort', stop);
    const answer = answerOn(socket);
    try {
      await once(socket, 'connect').catch((error: Error) => { throw new ScannerAway(`the scanner cannot be reached: ${error.message}`); });
      socket.setTimeout(stalling);
      const sent = await send(socket, content, slowFrom);
      return { text: await answer, failure, sent };
    } finally {
      stopping?.removeEventListener('abort', stop);
      socket.destroy();
    }
  }
}

/** The answer without its NUL, once it is there; undefined where the connection ends before. */
function answerOn(socket: Socket): Promise<string | undefined> {
  return new Promise(resolve => {
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\0');
      if (end >= 0 || text.length > longest) resolve(end >= 0 ? text.slice(0, end) : undefined);
    }).once('close', () => resolve(undefined));
  });
}

/** Sends the bytes no faster than they are taken, as long as there is somebody who takes them: it may answer, and close, before it has everything. Answers how many it has sent. */
async function send(socket: Socket, content: ContentStream, slowFrom: number): Promise<number> {
  let answered = false, sent = 0;
  const said = once(socket, 'data').catch(() => undefined).then(() => { answered = true; });
  await written(socket, Buffer.from('zINSTREAM\0'));
  for await (const chunk of content) {
    if (chunk.length === 0) continue;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    socket.write(length);
    // What it said meanwhile is read before a write can fail and take it along.
    await (sent > slowFrom ? Promise.race([said, wait(slowly)]) : turn());
    // The chunk is lent: it must have gone before the next is asked for.
    if (answered || !await written(socket, chunk)) return sent;
    sent += chunk.length;
  }
  await written(socket, Buffer.alloc(4));
  return sent;
}

const written = (socket: Socket, bytes: Uint8Array): Promise<boolean> => new Promise(resolve => {
  const ended = (): void => resolve(false);
  socket.once('close', ended);
  socket.write(bytes, error => {
    socket.off('close', ended);
    resolve(!error);
  });
});
