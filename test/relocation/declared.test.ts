import { expect, test } from '@jest/globals';
import { eventTables } from '@aurora/platform/events';
import { migrationTables, platformTables, relocationTables } from '@aurora/platform/persistence';
import { workTables } from '@aurora/platform/work';
import { Deployment, loadModule, moduleNames } from '@aurora/test/running';

test.each(moduleNames)('every table of %s says how a relocation follows it', async module => {
  await using deployment = await Deployment.create('sqlite');
  const tables = await deployment.sql<{ name: string }>(module, "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'");
  const { definition } = await loadModule(module);
  const declared = { ...migrationTables, ...platformTables, ...relocationTables, ...eventTables, ...workTables, ...definition.tables };
  expect(tables.map(({ name }) => name).sort()).toEqual(Object.keys(declared).sort());
});
