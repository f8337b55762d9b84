import { expect, test } from '@jest/globals';
import type { Contract } from '@aurora/kernel';
import { contractOf, Deployment, moduleNames } from '@aurora/test/running';

const contracts = await Promise.all(moduleNames.map((name): Promise<Contract> => contractOf(name)));
const kept = contracts.flatMap(({ module, operations }) => Object.entries(operations).filter(([, { cache }]) => cache?.shared).map(([name, operation]) => [`${module}.${name}`, operation] as const));

test('Gateways keep those answers alone whose every change is an event.', () => {
  expect(kept.map(([name]) => name).sort()).toEqual([
    'subject.get', 'subject.getDepartment', 'subject.list', 'subject.listDepartments', 'syllabus.current', 'syllabus.get', 'syllabus.list',
  ]);
});

test('What is kept is public, a query, JSON, and within seconds what the module says.', () => {
  for (const [name, { kind, internal, reply, cache }] of kept) {
    expect([name, kind, internal, reply]).toEqual([name, 'query', false, 'json']);
    expect(cache!.shared!.maxAge).toBeLessThanOrEqual(5);
    expect(cache!.maxAge).toBeUndefined();
  }
});

test('What gateways keep, clients still ask for each time.', async () => {
  await using deployment = await Deployment.create();
  const subject = await deployment.process(['subject'], { AURORA_PUBLIC_READ: 'true' });
  expect((await fetch(`${subject.url}/subjects`)).headers.get('cache-control')).toBe('private, no-cache');
});
