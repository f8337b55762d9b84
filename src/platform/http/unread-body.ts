import type { IncomingMessage } from 'node:http';

/** Bytes of a refused body that are read all the same, and milliseconds for that. */
const most = 64 * 1024 ** 2, patience = 10_000;

/** Whether more of a body may come that nobody wants. */
export const hasUnreadBody = ({ complete, headers }: IncomingMessage): boolean =>
  !complete && (headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0');

/**
 * Reads what is left of a body and forgets it. A connection that is closed on a sender is reset, and the answer is lost with
 * what was underway; many clients read it only once they have sent everything. Who sends too much or too slowly is cut off.
 */
export function forgetBody(request: IncomingMessage): void {
  const { socket } = request;
  const cut = setTimeout(() => socket.destroy(), patience).unref();
  let left = most;
  request.unpipe();
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) socket.destroy();
  });
  for (const end of ['end', 'close'] as const) request.once(end, () => clearTimeout(cut));
  request.resume();
}
