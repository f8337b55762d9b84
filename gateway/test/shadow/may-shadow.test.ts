import { expect, test } from '@jest/globals';
import type { Contract, Operation } from '@aurora/kernel';
import { contractOf, moduleNames } from '@aurora/test/running';
import { mayShadow } from '../../shadow/index.ts';

const contracts = await Promise.all(moduleNames.map((name): Promise<Contract> => contractOf(name)));
const operations = contracts.flatMap(contract => Object.entries(contract.operations).map(([name, operation]) => [`${contract.module}.${name}`, operation] as const));

test('No command of any contract is ever repeated, even one whose contract lets it be compared.', () => {
  const commands = operations.filter(([, { kind }]) => kind === 'command');
  expect(commands.length).toBeGreaterThan(10);
  for (const [name, command] of commands) expect([name, mayShadow(command), mayShadow({ ...command, shadow: 'compare' })]).toEqual([name, false, false]);
});

test('No grant and no download is repeated; other reads are.', () => {
  const queries = new Map<string, Operation>(operations.filter(([, { kind }]) => kind === 'query'));
  expect(['file.url', 'file.download', 'config.findKey'].map(name => mayShadow(queries.get(name)!))).toEqual([false, false, false]);
  expect(['subject.get', 'subject.list', 'syllabus.current', 'file.get'].map(name => mayShadow(queries.get(name)!))).toEqual([true, true, true, true]);
});
