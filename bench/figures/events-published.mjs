import { join } from 'node:path';
import { ratioRow, rounds } from '../harness/figures.mjs';
import { noRabbitmq, openRabbitmq } from '../harness/rabbitmq.mjs';
import { scratch } from '../harness/servers.mjs';
import { startWorker } from '../harness/workers.mjs';

export const title = 'Events published to RabbitMQ';
export const how = 'Events of a module on SQLite, all there at the beginning, published as a host does: persistent, each confirmed, to a quorum queue, up to 1,000 on their way. The peer is a loop of amqplib alone that publishes as many messages of about the same size, made once, with the same properties of delivery and the same window. By the clock, and CPU time of the publisher.';

const figure = 'Events published to RabbitMQ against a bare amqplib loop';

/** Events per second. */
export async function measure({ count = 20_000, roundCount, note }) {
  await using names = await openRabbitmq();
  if (!names) return [{ figure, ours: '', theirs: '', goal: 0.5, atLeast: true, unit: '×', missing: noRabbitmq }];
  const worker = side => startWorker(`publish-${side}`, 'workers/publish-events.mjs', { BENCH_SIDE: side, BENCH_TELLER: JSON.stringify({ file: join(scratch, 'events-published.sqlite') }), ...names.env() });
  const [host, bare] = [await worker('host'), await worker('bare')];
  const figures = await rounds(roundCount, { host: () => host.round(count), bare: () => bare.round(count) }, note);
  await host.stop();
  await bare.stop();
  const of = (side, kind) => figures[side].map(round => round[kind]);
  const rates = side => of(side, 'wall').map(wall => 1e6 / wall);
  return [
    { ...ratioRow(figure, rates('host'), rates('bare'), 0.5, 'per s'), atLeast: true },
    ratioRow('CPU per event published to RabbitMQ, against a bare amqplib loop', of('host', 'cpu'), of('bare', 'cpu')),
  ];
}
