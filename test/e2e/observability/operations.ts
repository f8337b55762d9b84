import type { AuroraProcess } from '@aurora/test/running';
import { Client } from '../client.ts';

/** A client of the operations port, which a process names when it starts. */
export const operationsOf = (aurora: AuroraProcess): Client => new Client({ url: /health and metrics: (\S+)\)/.exec(aurora.output)![1]! });
