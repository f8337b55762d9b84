import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Parties {
  /** The module, or `gateway`, that needs something. */
  readonly consumer: string;
  /** The module that it needs it of. */
  readonly provider: string;
}

/** As much of a pact as is looked at here. */
export interface AgreedPact {
  readonly consumer: { readonly name: string };
  readonly provider: { readonly name: string };
  readonly interactions: readonly { readonly type: string; readonly description: string; readonly providerStates?: readonly { readonly name: string }[] }[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

const folder = join(import.meta.dirname, 'agreed');

export const fileNameOf = ({ consumer, provider }: Parties): string => `${consumer}-${provider}.json`;

/** The committed pact of two parties; undefined if there is none. */
export const committed = (parties: Parties): Promise<string | undefined> => readFile(join(folder, fileNameOf(parties)), 'utf8').catch(() => undefined);

export const commit = (parties: Parties, text: string): Promise<void> => writeFile(join(folder, fileNameOf(parties)), text);

/** The files of all committed pacts. */
export const committedFiles = async (): Promise<string[]> => (await readdir(folder)).sort().map(name => join(folder, name));

export const readPact = async (file: string): Promise<AgreedPact> => JSON.parse(await readFile(file, 'utf8')) as AgreedPact;

/** The text under which a pact is committed: without the versions of what has written it. */
export function textOf({ metadata, ...pact }: AgreedPact): string {
  return `${JSON.stringify({ ...pact, metadata: { pactSpecification: metadata['pactSpecification'] } }, undefined, 2)}\n`;
}
