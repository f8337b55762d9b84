import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileContract, type FileMetadata } from '@aurora/file/contract';
import type { Api } from '../cli/api.ts';
import { Refusal } from '../import/refusal.ts';

/** Brings the bytes of `file` to `path`, under another name until their digest is proven. Gives false if they are there already. Throws a `Refusal` if they arrive changed. */
export async function download(api: Api, file: FileMetadata, path: string): Promise<boolean> {
  if (await holds(path, file)) return false;
  const { url } = await api.call(fileContract.operations.url, { id: file.id });
  const part = `${path}.part`;
  await mkdir(dirname(path), { recursive: true });
  try {
    const digest = await api.fetchSigned(url, body => write(body, part));
    if (digest !== file.sha256) throw new Refusal(`arrived with the sha256 ${digest} instead of ${file.sha256}`);
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
  return true;
}

async function holds(path: string, file: FileMetadata): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile() || found.size !== file.file_size) return false;
  return await digestOf(createReadStream(path)) === file.sha256;
}

async function digestOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

async function write(body: AsyncIterable<Uint8Array>, path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(body, async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  }, createWriteStream(path));
  return hash.digest('hex');
}
