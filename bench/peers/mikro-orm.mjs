// Flushes new subjects by MikroORM, each in a transaction of its own and nothing else in it, into a table that Aurora has migrated.
import { defineEntity, MikroORM, p } from '@mikro-orm/core';
import { NodeSqliteDialect, SqliteDriver } from '@mikro-orm/sql';
import { answerRounds } from '../harness/work.mjs';

const Subject = defineEntity({ name: 'Subject', tableName: 'subject', properties: {
  id: p.integer().primary(), name: p.string(), nameKey: p.string().fieldName('name_key'), code: p.string(), codeKey: p.string().fieldName('code_key'),
  description: p.text().nullable(), departmentId: p.integer().fieldName('department_id').nullable(), credits: p.float().nullable(), creditsMax: p.float().fieldName('credits_max').nullable(),
  searchText: p.text().fieldName('search_text'), createdAt: p.string().fieldName('created_at'), updatedAt: p.string().fieldName('updated_at'), version: p.integer().version(),
} });
const file = process.env.BENCH_DATABASE;
const orm = await MikroORM.init({ driver: SqliteDriver, dbName: file, driverOptions: new NodeSqliteDialect(file), entities: [Subject] });
for (const pragma of ['journal_mode = wal', 'synchronous = full', 'foreign_keys = on']) await orm.em.getConnection().execute(`pragma ${pragma}`);
let made = 0;

answerRounds(async count => {
  for (let call = 0; call < count; call += 1) {
    made += 1;
    const em = orm.em.fork();
    const [name, code, now] = [`Introduction to Computers ${made}`, `CS ${made}`, new Date().toISOString()];
    const nameKey = name.toLowerCase();
    em.persist(em.create(Subject, { id: made, name, nameKey, code, codeKey: code.toLowerCase(), description: 'What computers do, and how.', departmentId: null, credits: 3, creditsMax: null, searchText: `${code.toLowerCase()} ${nameKey}`, createdAt: now, updatedAt: now }));
    await em.flush();
  }
});
