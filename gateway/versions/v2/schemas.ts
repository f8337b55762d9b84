import { integerId, timestamp } from '@aurora/kernel';
import { Syllabus as V1Syllabus, SyllabusChange as V1Change } from '@aurora/syllabus/contract';
import { z } from 'zod';

const { id, file_id, year, term, section, instructor, created_at, updated_at, version } = V1Syllabus.shape;
const href = z.string().describe('Path of the resource, on this origin.');

/** A syllabus: whose it is, which file it is, and what for, with the way to everything that belongs to it. */
export const Syllabus = z.object({
  id,
  subject: z.object({ id: integerId, href }),
  file: z.object({ id: file_id, href, url_href: href.describe('Path that answers a download URL.') }),
  term: z.object({ year, name: term }).nullable().describe('Null where neither year nor name is known.'),
  section,
  instructor,
  created_at,
  updated_at,
  version,
  links: z.object({ self: href, history: href, current: href.describe('Path of the subject\'s current syllabus.') }),
}).meta({ id: 'Syllabus' });
export type Syllabus = z.output<typeof Syllabus>;

/** One change of a syllabus. */
export const SyllabusChange = z.object({
  version: V1Change.shape.version,
  action: V1Change.shape.action,
  at: timestamp,
  by: z.string().describe('Id of the principal.'),
  changes: z.array(z.object({ field: z.string().describe('As in `term.year`.'), from: z.unknown(), to: z.unknown() })),
}).meta({ id: 'SyllabusChange' });
export type SyllabusChange = z.output<typeof SyllabusChange>;

/** A page of a list. */
export const listOf = <Item extends z.ZodType>(item: Item) => z.object({
  items: z.array(item),
  next: z.string().nullable().describe('The `cursor` of the next page; null on the last.'),
  links: z.object({ next: href.nullable().describe('Path of the next page; null on the last.') }),
});
