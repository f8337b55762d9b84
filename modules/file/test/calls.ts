import type { CallContext, ContentStream } from '@aurora/kernel';

/** The context of a call by an editor; with an id, of a command that may be repeated. */
export const call = (commandId?: string, deadline = Date.now() + 60_000): CallContext => ({
  correlationId: 'test', traceparent: undefined, principal: { id: 'user:editor', scopes: new Set(['admin']) }, caller: undefined, deadline, commandId, placements: {},
});

/** Content in one piece or several. */
export async function* bytes(...parts: readonly (string | Uint8Array)[]): ContentStream {
  for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part;
}

/** Everything that a stream brings. */
export async function all(content: ContentStream): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** The code of the error that `work` ends with; fails if it does not. */
export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(answer => { throw new Error(`no error but ${JSON.stringify(answer)}`); }, (error: { code?: unknown }) => {
    if (error.code === undefined) throw error;
    return error.code;
  });
}
