import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes the file at `path` with mode 0600 unless there is one. Of several processes that do so at once, one succeeds,
 * and none ever sees half a file: the content is complete before the name is given to it.
 */
export const createKeyFile = (path: string, content: string): Promise<void> => withDraft(path, content, async draft => {
  await link(draft, path).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'EEXIST') throw error; });
  await unlink(draft);
});

/** Puts `content` in place of the file at `path`, whole or not at all. */
export const replaceKeyFile = (path: string, content: string): Promise<void> => withDraft(path, content, draft => rename(draft, path));

async function withDraft(path: string, content: string, place: (draft: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await place(draft);
  } catch (error) {
    await unlink(draft).catch(() => undefined);
    throw error;
  }
}
