import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { DatabaseLocation } from '@aurora/platform/persistence';
import type { RelocationPort, RelocationStatus } from '@aurora/platform/relocation';
import { anna, call, Deployment, until, type Host, type HostOptions } from '@aurora/test/running';
import { ServerSchemas } from '@aurora/test/server-schemas';
import type { Subjects } from './writers.ts';

export const admin = { principal: anna };

/** A deployment on SQLite with two hosts of the subject module, and places on a server to which it may go. */
export async function stage(resources: AsyncDisposableStack, options: HostOptions = {}) {
  const deployment = resources.use(await Deployment.create('sqlite'));
  const schemas = resources.use(new ServerSchemas());
  const places = new Map<string, DatabaseLocation>([['embedded', { file: join(deployment.dataDir, 'subject.sqlite') }]]);
  for (const name of ['one', 'two']) places.set(`secret:${name}`, { url: await schemas.url(name), pool: 5 });
  const locate = async (reference: string): Promise<DatabaseLocation> => places.get(reference)!;
  const hosts: Host<'subject'>[] = [];
  for (let count = 0; count < 2; count += 1) {
    const host = await deployment.host(['subject'], { locate, ...options });
    await host.start();
    hosts.push(host);
  }
  return { deployment, hosts, places, ports: hosts.map(host => host.ports.subject as Subjects), relocation: hosts[0]!.relocations.subject };
}

/** The status, once the relocation has come to one of these stages. */
export async function settled(relocation: RelocationPort, ...stages: string[]): Promise<RelocationStatus> {
  let status = await relocation.relocationStatus({}, call());
  await until(async () => {
    status = await relocation.relocationStatus({}, call());
    return stages.includes(status.relocation?.stage ?? '');
  });
  return status;
}

export async function fill(port: Subjects, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) await port.create({ name: `old ${at}`, code: `OLD-${at}`, description: randomBytes(40).toString('hex') }, call());
}
