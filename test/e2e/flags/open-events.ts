import { expect } from '@jest/globals';

/** One event as a client reads it. */
export interface ReadEvent {
  readonly id: string;
  readonly data: unknown;
}

/** An open stream of server-sent events. */
export interface OpenEvents extends AsyncDisposable {
  readonly response: Response;
  /** The next event; rejects if the stream ends before. */
  next(): Promise<ReadEvent>;
  /** Resolves once the server has ended the stream. */
  readonly ended: Promise<void>;
}

function readEvent(block: string): ReadEvent | undefined {
  const fields = new Map(block.split('\n').map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
  return fields.has('data') ? { id: fields.get('id')!, data: JSON.parse(fields.get('data')!) } : undefined;
}

/** Opens a stream; fails unless it is there. */
export async function openEvents(url: string, headers: Record<string, string> = {}): Promise<OpenEvents> {
  const leaving = new AbortController();
  const response = await fetch(url, { headers, signal: leaving.signal });
  expect(response.status).toBe(200);
  const read: ReadEvent[] = [];
  let wake = (): void => undefined;
  let over = false;
  const ended = (async () => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body!) {
      const blocks = (text + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n\n');
      text = blocks.pop()!;
      read.push(...blocks.map(readEvent).filter(event => event !== undefined));
      wake();
    }
  })().finally(() => { over = true; wake(); });
  ended.catch(() => undefined);
  return {
    response, ended,
    async next() {
      while (read.length === 0) {
        if (over) throw new Error('The stream has ended.');
        await new Promise<void>(resolve => { wake = resolve; });
      }
      return read.shift()!;
    },
    async [Symbol.asyncDispose]() {
      leaving.abort();
      await ended.catch(() => undefined);
    },
  };
}
