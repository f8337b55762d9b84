import { pathToFileURL } from 'node:url';

/** Loads a file of the checkout that is verified, which need not be this one. */
// oxlint-disable-next-line aurora/visible-imports -- what is loaded is what the command was pointed at
export const load = async (file: string): Promise<Record<string, unknown>> => (await import(pathToFileURL(file).href)) as Record<string, unknown>;
