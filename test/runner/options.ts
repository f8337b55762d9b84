import { parseArgs } from 'node:util';
import { parts, type Part } from './parts.ts';

export const usage = `npm test                      everything
npm test -- --only PARTS      some parts, separated by commas: ${parts.map(part => part.name).join(', ')}
npm test -- PATTERN…          the test files whose path matches one of the regular expressions
AURORA_REQUIRE=NAMES          fail, not skip, without these services`;

export interface Options {
  readonly parts: readonly Part[];
  readonly patterns: readonly string[];
}

/** Throws an `Error` for people when the arguments are wrong. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { only: { type: 'string', multiple: true } } });
  const wanted = (values.only ?? []).flatMap(names => names.split(',')).map(name => name.trim());
  const unknown = wanted.filter(name => !parts.some(part => part.name === name));
  if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}.`);
  const chosen = parts.filter(part => (wanted.length === 0 || wanted.includes(part.name)) && (positionals.length === 0 || part.jest));
  return { parts: chosen, patterns: positionals };
}
