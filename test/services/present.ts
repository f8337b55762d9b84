import { serviceNames, services, serviceUrl, type Program, type Server, type ServerName, type ServiceName } from './table.ts';

async function isPresent(name: ServiceName): Promise<boolean> {
  const service: Server | Program = services[name];
  if ('installed' in service) return service.installed();
  const { hostname, port } = new URL(serviceUrl(name as ServerName));
  return service.probe(hostname, Number(port || new URL(service.url).port));
}

/** The services that answer, or are installed, here and now. */
export async function presentServices(): Promise<ServiceName[]> {
  const answers = await Promise.all(serviceNames.map(isPresent));
  return serviceNames.filter((_, index) => answers[index]);
}

/** The services that `AURORA_REQUIRE` names: without them the tests fail instead of being skipped. Throws on a name it does not know. */
export function requiredServices(text: string = process.env['AURORA_REQUIRE'] ?? ''): ServiceName[] {
  const names = text.split(',').map(name => name.trim()).filter(name => name !== '');
  const unknown = names.filter(name => !(name in services));
  if (unknown.length > 0) throw new Error(`AURORA_REQUIRE names ${unknown.join(', ')}; known are ${serviceNames.join(', ')}.`);
  return names as ServiceName[];
}
