import { readFile } from 'node:fs/promises';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { UsageError } from '../../cli/failure.ts';

const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_$]{0,63}$/, 'must be the name of a table or a column');

const table = {
  table: name,
  key: name.describe('Column by which a row is known; its values are the ids that are kept.'),
  /** Column with the time of a row's last change, UTC. Without it, all rows are compared each time. */
  changed_at: name.optional(),
  /** What says that a row is no more: that it is missing, that a column of it is set, or nothing ever. */
  deletions: z.union([z.enum(['missing', 'never']), z.strictObject({ column: name })], 'must be missing, never, or a column, as in {column: deleted_at}').default('missing'),
};

const origin = z.url({ protocol: /^https?$/, error: 'must be an address such as https://old.example.edu' });

/** Which tables and columns of another application are what of Aurora. */
export const LegacyMapping = z.strictObject({
  subject: z.strictObject({
    ...table,
    columns: z.strictObject({
      name, code: name, description: name.optional(), department_id: name.optional(), credits: name.optional(), credits_max: name.optional(), created_at: name.optional(), updated_at: name.optional(),
    }),
    /** What Aurora writes into columns that it knows nothing of, in rows that are new. */
    fill: z.record(name, z.union([z.string(), z.number(), z.null()])).default({}),
  }).optional(),
  file: z.strictObject({
    table: table.table, key: table.key,
    columns: z.strictObject({ url: name, name: name.optional(), created_at: name.optional() }),
    /** What relative URLs come after. */
    base_url: origin,
    /** Where else than at `base_url` files may lie. */
    origins: z.array(origin).default([]),
    /** URL of a file that the old application did not have, for its code that still reads the column; `{id}` stands for the file's id. */
    new_url: z.string().max(400).refine(text => text.includes('{id}'), 'must contain {id}'),
  }).optional(),
  syllabus: z.strictObject({
    ...table,
    columns: z.strictObject({
      subject_id: name, file_id: name, year: name.optional(), term: name.optional(), section: name.optional(), instructor: name.optional(), created_at: name.optional(), updated_at: name.optional(), version: name.optional(),
    }),
    fill: z.record(name, z.union([z.string(), z.number(), z.null()])).default({}),
  }).optional(),
}).refine(mapping => Object.keys(mapping).length > 0, 'names no module');
export type LegacyMapping = z.output<typeof LegacyMapping>;

/** Modules whose rows can be brought over, each after those that it refers to. */
export const legacyModules = ['subject', 'file', 'syllabus'] as const;
export type LegacyModule = (typeof legacyModules)[number];

/** Reads a mapping file, YAML or JSON. Throws a `UsageError` that lists all that is wrong with it. */
export async function readMapping(file: string): Promise<LegacyMapping> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => { throw new UsageError(`The mapping ${file} cannot be read: ${error.code === 'ENOENT' ? 'there is no such file' : error.code ?? error.message}.`); });
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    throw new UsageError(`The mapping ${file} is neither YAML nor JSON: ${error instanceof YAMLParseError ? error.message.split('\n')[0] : String(error)}.`);
  }
  const read = LegacyMapping.safeParse(content);
  if (read.success) return read.data;
  throw mistakes(file, read.error.issues.flatMap(issue => (issue.code === 'unrecognized_keys' ? issue.keys.map(key => `${[...issue.path, key].join('.')}: is not known`) : [`${issue.path.join('.') || 'the mapping'}: ${issue.message}`])));
}

/** One message for everything that is wrong with a mapping. */
export const mistakes = (file: string, found: readonly string[]): UsageError => new UsageError(`The mapping ${file} is wrong:\n${found.map(line => `  ${line}`).join('\n')}`);
