import { foldCode, foldText, validationFailed } from '@aurora/kernel';
import { defineEntity, p } from '@mikro-orm/core';

const schema = defineEntity({
  name: 'Subject',
  tableName: 'subject',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    nameKey: p.string().fieldName('name_key'),
    code: p.string(),
    codeKey: p.string().fieldName('code_key'),
    description: p.text().nullable(),
    departmentId: p.integer().fieldName('department_id').nullable(),
    credits: p.float().nullable(),
    creditsMax: p.float().fieldName('credits_max').nullable(),
    searchText: p.text().fieldName('search_text'),
    createdAt: p.string().fieldName('created_at'),
    updatedAt: p.string().fieldName('updated_at'),
    version: p.integer().version(),
    /** Id of the deletion with all syllabi that is under way. */
    deletion: p.string().nullable(),
  },
});

/** What may be said of a subject; absent fields stay as they are. */
export interface SubjectFields {
  readonly name?: string | undefined;
  readonly code?: string | undefined;
  readonly description?: string | null | undefined;
  readonly departmentId?: number | null | undefined;
  readonly credits?: number | null | undefined;
  readonly creditsMax?: number | null | undefined;
}

const changeable = ['name', 'code', 'description', 'departmentId', 'credits', 'creditsMax'] as const;

export class Subject extends schema.class {
  static make(id: number, fields: SubjectFields & { readonly name: string; readonly code: string }, now: string): Subject {
    const subject = new Subject();
    Object.assign(subject, { id, description: null, departmentId: null, credits: null, creditsMax: null, deletion: null, createdAt: now, updatedAt: now });
    subject.change(fields, now);
    return subject;
  }

  /** Takes the fields over and answers the names of those that are different now. */
  change(fields: SubjectFields, now: string): (typeof changeable)[number][] {
    const changed = changeable.filter(name => fields[name] !== undefined && fields[name] !== this[name]);
    if (changed.length === 0) return [];
    for (const name of changed) Object.assign(this, { [name]: fields[name] });
    const { credits, creditsMax } = this;
    if (creditsMax != null && (credits == null || creditsMax < credits)) {
      throw validationFailed([{ path: 'credits_max', code: 'below_credits', message: 'must not be below credits' }]);
    }
    this.nameKey = foldText(this.name).slice(0, 300);
    this.codeKey = foldCode(this.code);
    this.searchText = foldText(`${this.code}\n${this.name}\n${this.description ?? ''}`);
    this.updatedAt = now;
    return changed;
  }
}
schema.setClass(Subject);
