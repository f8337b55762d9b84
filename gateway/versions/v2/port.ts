import type { Handlers, Port } from '@aurora/kernel';
import { createLocalPort } from '@aurora/platform/ports';
import type { syllabusContract } from '@aurora/syllabus/contract';
import { v2Contract } from './contract.ts';
import { inNames } from './errors.ts';
import { change, fieldNames, fields, filters, nextPage, parameterNames, syllabus } from './transform.ts';

/** The second version, made of the first: each call is one of the first version's, under the same command id. */
export function createV2Port(v1: Port<typeof syllabusContract>): Port<typeof v2Contract> {
  const handlers: Handlers<typeof v2Contract> = {
    list: async (input, context) => {
      const { items, next } = await inNames(parameterNames, v1.list(filters(input), context));
      return { items: items.map(syllabus), next, links: nextPage('/syllabi', input, next) };
    },
    create: async ({ subject, file, ...rest }, context) => syllabus(await inNames(fieldNames, v1.create({ ...fields(rest), subject_id: subject.id, file_id: file.id }, context))),
    get: async (input, context) => syllabus(await v1.get(input, context)),
    update: async ({ id, if_match, ...changed }, context) => syllabus(await inNames(fieldNames, v1.update({ id, ...fields(changed), ...(if_match === undefined ? {} : { if_match }) }, context))),
    delete: (input, context) => v1.delete(input, context),
    history: async ({ id, ...page }, context) => {
      const { items, next } = await v1.history({ id, ...page }, context);
      return { items: items.map(change), next, links: nextPage(`/syllabi/${id}/history`, page, next) };
    },
    current: async (input, context) => syllabus(await v1.current(input, context)),
  };
  return createLocalPort(v2Contract, handlers);
}
