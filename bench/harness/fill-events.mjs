import { DatabaseSync } from 'node:sqlite';

/** Things that they are of: each of them has changed often. */
const things = 1_000_000;
/** Rows of one statement. */
const chunk = 100_000;

const columns = `i, concat('00000000-0000-7000-8000-', lpad(i, 12, '0')), concat('thing-f', i % ${things}), floor(i / ${things}) + 1, 'thing.changed.v1', '{"text":"What has become of it, in some words"}',
  '{"correlation_id":"00000000-0000-4000-8000-000000000000","principal":"user:bench","command_id":"00000000-0000-4000-8000-000000000000"}', '2026-01-05T08:00:00.000Z'`;

const into = 'insert into event_store (position, event_id, stream_id, version, event_type, event_data, metadata, timestamp)';
const statements = {
  sqlite: (from, to) => `${into} with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${to}) select ${columns.replace(/lpad\(i, 12, '0'\)/, "printf('%012d', i)")} from n`,
  mysql: (from, to) => `${into} select ${columns} from (select seq as i from seq_${from}_to_${to}) as n`,
};

/** Gives a module of things `count` events more, with positions, as if it had told of them; `run` runs a statement in its database, of which nobody else makes events meanwhile. */
export async function fillEvents(dialect, run, from, count, note = () => undefined) {
  const last = from + count;
  for (let at = from + 1; at <= last; at += chunk) {
    const to = Math.min(last, at + chunk - 1);
    await run(statements[dialect](at, to));
    if (to % 1_000_000 === 0) note(`${to} of ${last} events`);
  }
  if (dialect === 'mysql') await run(`update event_log set last = ${last} where id = 1`);
}

/** The same in an SQLite file that a module has made and nobody has open, without waiting for the disk. */
export async function fillEventsFile(file, count, note) {
  const database = new DatabaseSync(file);
  database.exec('pragma synchronous = off; pragma cache_size = -1000000');
  await fillEvents('sqlite', statement => database.exec(statement), 0, count, note);
  database.exec('pragma wal_checkpoint(truncate)');
  database.close();
}
