import type { InputOf } from '@aurora/kernel';
import type { Syllabus as V1Syllabus, SyllabusChange as V1Change } from '@aurora/syllabus/contract';
import { v1, v2 } from '../versions.ts';
import type { v2Contract } from './contract.ts';
import type { Syllabus, SyllabusChange } from './schemas.ts';

type Operations = typeof v2Contract.operations;

/** A syllabus of the first version as one of the second. */
export function syllabus({ id, subject_id, file_id, year, term, section, instructor, created_at, updated_at, version }: V1Syllabus): Syllabus {
  const [self, file] = [`${v2.prefix}/syllabi/${id}`, `${v1.prefix}/files/${file_id}`];
  return {
    id,
    subject: { id: subject_id, href: `${v1.prefix}/subjects/${subject_id}` },
    file: { id: file_id, href: file, url_href: `${file}/url` },
    term: year === null && term === null ? null : { year, name: term },
    section, instructor, created_at, updated_at, version,
    links: { self, history: `${self}/history`, current: `${v2.prefix}/subjects/${subject_id}/syllabus` },
  };
}

/** What the second version calls the first one's fields, in resources and in the parameters of lists. */
export const fieldNames: Readonly<Record<string, string>> = { subject_id: 'subject.id', file_id: 'file.id', year: 'term.year', term: 'term.name' };
export const parameterNames: Readonly<Record<string, string>> = { subject_id: 'subject', file_id: 'file' };

export const change = ({ version, action, changed_at, changed_by, changes }: V1Change): SyllabusChange => ({
  version, action, at: changed_at, by: changed_by,
  changes: Object.entries(changes).map(([field, { from, to }]) => ({ field: fieldNames[field] ?? field, from, to })),
});

/** The fields of a syllabus as the first version takes them: what is absent stays absent. */
export function fields({ subject, file, term, section, instructor }: Omit<InputOf<Operations['update']>, 'id'>) {
  const { year, name } = term === null ? { year: null, name: null } : term ?? {};
  return defined({ subject_id: subject?.id, file_id: file?.id, year, term: name, section, instructor });
}

export const filters = ({ subject, file, ...same }: InputOf<Operations['list']>) => defined({ ...same, subject_id: subject, file_id: file });

/** The page after one whose list is at `path`, for the same parameters. */
export function nextPage(path: string, parameters: Readonly<Record<string, string | number | undefined>>, next: string | null): { next: string | null } {
  if (next === null) return { next };
  const query = new URLSearchParams(Object.entries(defined({ ...parameters, cursor: next })).map(([name, value]) => [name, String(value)]));
  return { next: `${v2.prefix}${path}?${query}` };
}

type Defined<Fields> = { [Name in keyof Fields]: Exclude<Fields[Name], undefined> };

/** Without the fields that are undefined: in a patch, and between processes, those are absent. */
const defined = <Fields extends object>(all: Fields): Defined<Fields> => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Defined<Fields>;
