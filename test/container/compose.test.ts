import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseDuration, readSettings } from '@aurora/platform/settings';
import { parse } from 'yaml';
import { root } from '../runner/root.ts';
import { imageEnvironment } from './dockerfile.ts';

interface Service {
  readonly profiles: readonly string[];
  readonly image: string;
  readonly build?: string;
  readonly ports: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly stop_grace_period?: string;
}

const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8')) as { services: Record<string, Service>; volumes: Record<string, unknown> };
const services = Object.entries(compose.services);

/** The value that Compose takes where nobody has set a variable. */
const withDefaults = (value: string): string => value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');

test.each([
  ['single', ['aurora']],
  ['services', ['mysql', 'rabbitmq', 'redis']],
])('the profile %s starts %j', (profile, names) => {
  expect(services.filter(([, service]) => service.profiles.includes(profile)).map(([name]) => name)).toEqual(names);
});

test('nothing starts without a profile', () => {
  expect(services.filter(([, service]) => !service.profiles?.length)).toEqual([]);
});

test.each(services)('%s is reached from this machine alone', (_name, service) => {
  expect(service.ports.length).toBeGreaterThan(0);
  for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
});

test.each(services)('%s is built here, or of a release that is named', (_name, service) => {
  if (service.build === undefined) expect(service.image).toMatch(/:\d+\.\d+/);
  else expect(service.build).toBe('.');
});

test.each(services)('%s says whether it is healthy', (name, service) => {
  if (name !== 'aurora') expect(service.healthcheck!.test[0]).toMatch(/^CMD/); // the image of Aurora brings its own
});

test.each(services)('%s keeps its data in volumes that are declared', (_name, service) => {
  for (const volume of service.volumes ?? []) expect(compose.volumes).toHaveProperty(volume.split(':')[0]!);
});

test.each(services)('every password of %s can be set from outside', (_name, service) => {
  for (const [name, value] of Object.entries(service.environment ?? {})) {
    if (/PASSWORD|SECRET|TOKEN|KEY/.test(name)) expect(value).toMatch(/^\$\{\w+/);
  }
});

test('the settings of Aurora are such, and its data is in a volume', () => {
  const aurora = compose.services['aurora']!;
  const environment = Object.fromEntries(Object.entries(aurora.environment!).map(([name, value]) => [name, withDefaults(value)]));
  expect(readSettings({ ...imageEnvironment, ...environment }).PUBLIC_URL).toBe('http://localhost:8000');
  expect(aurora.volumes).toEqual([`aurora-data:${imageEnvironment['AURORA_DATA_DIR']}`]);
});

test('Aurora may take as long as it wants to stop', () => {
  expect(parseDuration(compose.services['aurora']!.stop_grace_period!)!).toBeGreaterThan(readSettings({}).SHUTDOWN_TIMEOUT);
});
