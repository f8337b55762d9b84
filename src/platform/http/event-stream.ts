import type { EventStream, StreamedEvent } from '@aurora/kernel';
import { head } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { closing } from './in-flight.ts';

/** Bytes that may wait in this process for one reader: who is further behind is cut off, and asks anew. */
export const mostWaiting = 64 * 1024;

/** Milliseconds between two signs of life, in which a reader must have taken in what was written before. */
const heartbeat = 15_000;

/** Milliseconds after which a reader that was cut off comes back, at the least and at the most: not all at once. */
const soonest = 1_000, latest = 4_000;

const lineOf = ({ data, id }: StreamedEvent): string => `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * Answers with server-sent events (WHATWG HTML, 9.2) until the client leaves, the stream's time is over or the server closes.
 * A reader that does not keep up is cut off.
 */
export function sendEvents(exchange: Exchange, stream: EventStream): void {
  const { request, response } = exchange;
  // Who has left already closes nothing any more.
  if (response.destroyed) return;
  response.writeHead(200, head(exchange, ['content-type', 'text/event-stream', 'cache-control', 'no-store, no-transform', 'x-accel-buffering', 'no']));
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const write = (text: string): void => {
    if (response.writableLength > mostWaiting) response.destroy();
    else if (!response.writableEnded) response.write(text);
  };
  const end = (): void => { response.end(); };
  let behind = false;
  const beat = setInterval(() => {
    if (behind && response.writableNeedDrain) response.destroy();
    else write(':\n\n');
    behind = response.writableNeedDrain;
  }, heartbeat).unref();
  const over = setTimeout(end, stream.lifetime).unref();
  write(`retry: ${Math.round(soonest + Math.random() * (latest - soonest))}\n\n`);
  const unsubscribe = stream.subscribe(event => write(lineOf(event)));
  response.once(closing, end);
  response.once('close', () => {
    clearInterval(beat);
    clearTimeout(over);
    unsubscribe();
  });
}
