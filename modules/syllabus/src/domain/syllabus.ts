import { foldText } from '@aurora/kernel';
import { defineEntity, p } from '@mikro-orm/core';
import type { Syllabus as WireSyllabus } from '../../contract/index.ts';
import type { SubjectName } from '../persistence/subject-names.ts';
import { termKey, termOrder } from './term.ts';

const schema = defineEntity({
  name: 'Syllabus',
  tableName: 'syllabus',
  properties: {
    id: p.integer().primary(),
    subjectId: p.integer().fieldName('subject_id'),
    fileId: p.string().fieldName('file_id'),
    year: p.integer().nullable(),
    term: p.string().nullable(),
    termKey: p.string().fieldName('term_key').nullable(),
    termOrder: p.integer().fieldName('term_order'),
    section: p.string().nullable(),
    instructor: p.string().nullable(),
    instructorKey: p.string().fieldName('instructor_key').nullable(),
    createdAt: p.string().fieldName('created_at'),
    updatedAt: p.string().fieldName('updated_at'),
    version: p.integer().version(),
  },
});

/** What may be said of a syllabus, under the names of the contract; absent fields stay as they are. */
export interface SyllabusFields {
  readonly subject_id?: number | undefined;
  readonly file_id?: string | undefined;
  readonly year?: number | null | undefined;
  readonly term?: string | null | undefined;
  readonly section?: string | null | undefined;
  readonly instructor?: string | null | undefined;
}

const properties = { subject_id: 'subjectId', file_id: 'fileId', year: 'year', term: 'term', section: 'section', instructor: 'instructor' } as const;

/** From what to what, by field. */
export type Changes = Record<string, { from: unknown; to: unknown }>;

export const instructorKey = (name: string): string => foldText(name).slice(0, 200);

export class Syllabus extends schema.class {
  static make(id: number, fields: SyllabusFields, now: string): Syllabus {
    const syllabus = new Syllabus();
    Object.assign(syllabus, { id, year: null, term: null, section: null, instructor: null, createdAt: now });
    syllabus.change(fields, now);
    return syllabus;
  }

  /** Takes the fields over and answers which are different now, and from what. */
  change(fields: SyllabusFields, now: string): Changes {
    const changes: Changes = {};
    for (const [name, property] of Object.entries(properties)) {
      const to = fields[name as keyof SyllabusFields];
      const from = this[property] ?? null;
      if (to === undefined || to === from) continue;
      changes[name] = { from, to };
      Object.assign(this, { [property]: to });
    }
    if (Object.keys(changes).length === 0) return changes;
    const { instructor = null, term = null, year = null } = this;
    Object.assign(this, {
      termKey: term === null ? null : termKey(term), termOrder: termOrder(year, term),
      instructorKey: instructor === null ? null : instructorKey(instructor), updatedAt: now,
    });
    return changes;
  }

  /** As answers show it, with what its subject is called if that is known. */
  answer(subject: SubjectName | undefined): WireSyllabus {
    return { ...this.data(), subject_code: subject?.code ?? null, subject_name: subject?.name ?? null, created_at: this.createdAt, updated_at: this.updatedAt, version: this.version };
  }

  /** What an event tells of it. */
  data() {
    return { id: this.id, subject_id: this.subjectId, file_id: this.fileId, year: this.year ?? null, term: this.term ?? null, section: this.section ?? null, instructor: this.instructor ?? null };
  }
}
schema.setClass(Syllabus);
