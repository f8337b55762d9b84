import { readFile } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import { UsageError } from './failure.ts';

/** Reads an option that must be a JSON object. */
export function readObject(text: string): Record<string, unknown> {
  const value = parsed(text);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new InvalidArgumentError('It must be a JSON object, as in {"email":"ada@example.edu"}.');
  return value as Record<string, unknown>;
}

/** What a text stands for: JSON if it is any, else itself. */
export const valueOfText = (text: string): unknown => parsed(text) ?? text;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The JSON in a file, or in standard input for `-`. Throws a `UsageError`. */
export async function readJsonFile(path: string): Promise<unknown> {
  let text: string;
  try {
    text = path === '-' ? await textOf(process.stdin) : await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path} can't be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}.`);
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${(error as Error).message}.`);
  }
}

/** All of a stream. */
export async function textOf(stream: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk.toString();
  return text;
}
