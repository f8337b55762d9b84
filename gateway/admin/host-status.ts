import { z } from 'zod';

/** What whoever starts a service beside this process needs to know of it. */
export const HostStatus = z.object({
  modules_url: z.string().nullable().describe('Where the hosts of services reach the monolith; null where none is known here.'),
  monolith: z.enum(['aurora', 'legacy']).describe('What the monolith is.'),
  deployment: z.string().describe('Name that the processes share which use the data folder.'),
  data_folder: z.string(),
  discovery: z.enum(['static', 'embedded', 'etcd', 'consul']).describe('Where the instances of services are found.'),
  broker: z.boolean().describe('Whether a broker carries the events.'),
  hosted: z.array(z.object({ module: z.string(), database: z.string().describe('Where its data lies, without a password.') })).describe('The modules that run in this process.'),
  calls: z.array(z.object({ caller: z.string(), operation: z.string(), calls: z.int() })).describe('Calls between modules that were made in this process since its start.'),
}).meta({ id: 'HostStatus' });
export type HostStatus = z.output<typeof HostStatus>;
