import { all, call } from './calls.ts';
import type { FileHost } from './open-host.ts';

export interface LinkInput { id: string; disposition: string; exp: string; digest: string; grant?: string; sig: string }

/** The input of a download, as a client's URL has it. */
export async function linkTo(port: FileHost['port'], id: string, disposition: 'inline' | 'attachment' = 'attachment'): Promise<LinkInput> {
  const { url } = await port.url({ id, disposition }, call());
  return inputOf(id, url);
}

/** What a client sends that follows a URL. */
export const inputOf = (id: string, url: string): LinkInput => ({ id, ...Object.fromEntries(new URL(url).searchParams) }) as unknown as LinkInput;

/** The bytes behind a file's URL. */
export const download = async ({ port }: FileHost, id: string): Promise<Buffer> => all((await port.download(await linkTo(port, id), call())).open());
