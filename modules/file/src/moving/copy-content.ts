import { createHash } from 'node:crypto';
import { AuroraError, type ContentStream } from '@aurora/kernel';
import type { Place } from '../persistence/places.ts';
import type { Spool } from '../store/spool.ts';
import type { Stores } from '../store/stores.ts';

/** The bytes at a place are not those that they should be, or cannot be had. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
  readonly place: Place;
  constructor(place: Place, cause?: unknown) {
    super('the bytes are not what they should be', { cause });
    this.place = place;
  }
}

interface Copy {
  readonly sha256: string;
  readonly size: number;
  readonly from: Place;
  readonly to: Place;
}

/** A store that is away may be back; all else will be the same again. */
const passing = (error: unknown): boolean => error instanceof AuroraError && error.code !== 'INTERNAL';

/** Copies content to another place and reads it back from there. Rejects with `Damaged` where its digest is another at either place. */
export async function copyContent(stores: Stores, spool: Spool, { from, sha256, size, to }: Copy): Promise<void> {
  const [source, target] = [await stores.at(from.store), await stores.at(to.store)];
  const incoming = await spool.receive(source.open(from.path), size).catch((error: unknown) => {
    throw passing(error) && (error as AuroraError).code !== 'PAYLOAD_TOO_LARGE' ? error : new Damaged(from, error);
  });
  try {
    if (incoming.sha256 !== sha256 || incoming.size !== size) throw new Damaged(from);
    await target.place(incoming, to.path);
  } finally {
    await incoming.discard();
  }
  const back = await digestOf(target.open(to.path)).catch((error: unknown) => {
    throw passing(error) ? error : new Damaged(to, error);
  });
  if (back.sha256 !== sha256 || back.size !== size) throw new Damaged(to);
}

async function digestOf(content: ContentStream): Promise<{ readonly sha256: string; readonly size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of content) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { sha256: hash.digest('hex'), size };
}
