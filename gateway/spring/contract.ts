import { defineContract, entityTag, query } from '@aurora/kernel';
import { z } from 'zod';

/** What the paths of Spring Cloud Config's clients begin with. */
export const springPrefix = '/config/spring';

const layerName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ . - and begin with a letter or a digit');

const where = {
  application: layerName.describe('The service; `application` for what holds for all.'),
  profiles: z.string().max(500).transform(text => text.split(',').map(name => name.trim())).pipe(z.array(layerName).min(1).max(10)).describe('Environments, separated by commas, of which a later one wins; `default` for none.'),
};

/** As Spring Cloud Config's server answers: names with dots, the sources that win first. */
const SpringEnvironment = z.object({
  name: z.string(),
  profiles: z.array(z.string()),
  label: z.string().nullable(),
  version: z.string().describe('The revision.'),
  state: z.null(),
  propertySources: z.array(z.object({ name: z.string(), source: z.unknown().meta({ type: 'object', description: 'Values by names such as `page.size` and `hosts[0]`.' }) })),
}).meta({ id: 'SpringEnvironment' });
export type SpringEnvironment = z.output<typeof SpringEnvironment>;

const read = { method: 'GET', scope: 'config:read', output: SpringEnvironment, errors: ['NOT_FOUND'], tag: ({ version }: SpringEnvironment) => entityTag({ id: 'revision', version: Number(version) }), shadow: 'never' } as const;

/** The endpoint by which clients of Spring Cloud Config read (https://docs.spring.io/spring-cloud-config/reference/server/environment-repository.html). */
export const springContract = defineContract({
  module: 'spring',
  version: 1,
  title: 'Spring Cloud Config',
  operations: {
    read: query({ ...read, path: '/{application}/{profiles}', summary: 'The settings of a service in some environments', input: z.strictObject(where) }),
    readAt: query({
      ...read, path: '/{application}/{profiles}/{label}', summary: 'The same as of a revision',
      input: z.strictObject({ ...where, label: z.string().max(100).describe('A revision, by its number, its name or a time; `main`, `master` or `latest` for the present one.') }),
    }),
  },
  events: [],
});
