// Appends rows of events over 16 connections, each in a transaction of its own, and waits until all have positions if somebody gives them.
import { randomUUID } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { answerRounds, inFlight } from '../harness/work.mjs';
import { openTeller } from './event-modules.mjs';

const { BENCH_TELLER: location, BENCH_STAMPED: stamped } = process.env;
await (await openTeller(location)).close();
const writers = await Promise.all(Array.from({ length: 16 }, () => createConnection(JSON.parse(location).url)));
const metadata = JSON.stringify({ correlation_id: randomUUID(), principal: 'user:bench', command_id: randomUUID() });
const insert = "insert into event_store (event_id, stream_id, version, event_type, event_data, metadata, timestamp) values (?, ?, 1, 'thing.changed.v1', '{\"text\":\"What has become of it, in some words\"}', ?, '2026-01-05T08:00:00.000Z')";
let total = 0;

async function last() {
  const [[row]] = await writers[0].query('select last from event_log where id = 1');
  return Number(row.last);
}

answerRounds(async count => {
  total += count;
  const free = [...writers];
  await inFlight(writers.length, count, async () => {
    const writer = free.pop();
    await writer.query(insert, [randomUUID(), `thing-${randomUUID()}`, metadata]);
    free.push(writer);
  });
  while (stamped && await last() < total) await new Promise(done => setTimeout(done, 5));
});
