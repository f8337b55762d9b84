import { randomUUID } from 'node:crypto';
import { AuroraError, wordsIn, type CallContext, type Port } from '@aurora/kernel';
import type { fileContract } from '@aurora/file/contract';

const patience = 5_000;

const context = (): CallContext => ({
  correlationId: randomUUID(), traceparent: undefined, principal: { id: 'module:syllabus', scopes: new Set(['file:read']) }, caller: 'syllabus',
  deadline: Date.now() + patience, commandId: undefined, placements: {},
});

/** The words of a file; undefined where they are not known yet, or the file module cannot be asked now. One that has gone has none. */
export async function wordsOf(file: Pick<Port<typeof fileContract>, 'words'>, id: string): Promise<string[] | undefined> {
  try {
    const { status, words } = await file.words({ id }, context());
    return status === 'pending' ? undefined : wordsIn(words);
  } catch (error) {
    return error instanceof AuroraError && error.code === 'NOT_FOUND' ? [] : undefined;
  }
}
