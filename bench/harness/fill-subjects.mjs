import { DatabaseSync } from 'node:sqlite';

const chunk = 50_000;

/** Ten departments with as many subjects each; names in another order than ids; every tenth subject speaks of graphs, and the last of lighthouses. */
const insert = `
  with recursive n(i) as (select ? union all select i + 1 from n where i < ?), r as (select i, (i * 611953) % 1000003 as shuffled, 'D' || (i % 10) || ' ' || printf('%07d', i) as code,
    'Subject ' || printf('%07d', (i * 611953) % 1000003) as name, 'What it is, why it matters and how it is done' || iif(i / 10 % 10 = 0, ', with graphs', '') || iif(i = ?, ', near a lighthouse', '') as description from n)
  insert into subject (id, name, name_key, code, code_key, description, department_id, credits, search_text, created_at, updated_at)
  select i, name, lower(name), code, lower(code), description, i % 10 + 1, i % 4 + 1, lower(code || ' ' || name || ' ' || description), t, t
  from (select *, strftime('%Y-%m-%dT%H:%M:%fZ', 1700000000 + shuffled, 'unixepoch') as t from r)`;

/** Puts `count` subjects into a database that Aurora has made and nobody has open. */
export function fillSubjects(file, count, note) {
  const database = new DatabaseSync(file);
  database.exec('pragma synchronous = off; pragma cache_size = -1000000; begin');
  const time = new Date().toISOString();
  for (let id = 1; id <= 10; id += 1) database.prepare('insert into department (id, name, name_key, created_at, updated_at) values (?, ?, ?, ?, ?)').run(id, `Department ${id}`, `department ${id}`, time, time);
  const statement = database.prepare(insert);
  for (let from = 1; from <= count; from += chunk) {
    const to = Math.min(count, from + chunk - 1);
    statement.run(from, to, count);
    if (to % 200_000 === 0) note(`${to} of ${count} rows`);
  }
  database.prepare('update id_allocator set next = ? where name = ?').run(count + 1, 'subject');
  database.exec('commit; pragma wal_checkpoint(truncate)');
  database.close();
}
