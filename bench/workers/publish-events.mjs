// Publishes the events of a module to RabbitMQ, as a host does; or as many messages of the same size by a bare amqplib, to a queue of the same kind.
import { EventBus } from '@aurora/platform/events';
import amqplib from 'amqplib';
import { sql } from 'kysely';
import { fillEvents } from '../harness/fill-events.mjs';
import { answerRounds } from '../harness/work.mjs';
import { openBroker, openTeller } from './event-modules.mjs';

/** Messages on their way at once: as a host has them. */
const width = 1_000;

const { BENCH_BROKER_URL: url, BENCH_BROKER_PREFIX: prefix, BENCH_SIDE: side, BENCH_TELLER: location } = process.env;
const queue = `${prefix}.hearer.from.thing`;
const channel = await (await amqplib.connect(url)).createConfirmChannel();

async function byHost() {
  const { EventLog, Subscribers } = await import('@aurora/platform/events');
  const { dialect, queries, transactions } = await openTeller(location);
  const [bus, log] = [new EventBus(), new EventLog(queries)];
  const broker = openBroker(bus);
  const run = statement => transactions.run(transaction => transaction.query(sql.raw(statement)), 60_000);
  /** Publishes until the broker has everything. */
  async function publish() {
    const ending = new AbortController();
    const publishing = broker.publishing({ module: 'thing', log, listeners: ['hearer'], subscribers: new Subscribers({ queries, transactions }, ['hearer']) })(1, ending.signal);
    while ((await broker.unpublished()).get('thing') !== 0) await new Promise(done => setTimeout(done, 2));
    ending.abort();
    await publishing;
  }
  // What is told before the broker is there for the first time is not published.
  await publish();
  answerRounds(publish, async count => {
    await channel.purgeQueue(queue);
    await fillEvents(dialect, run, await log.head(), count);
  });
}

async function bare() {
  const exchange = `${prefix}.thing`;
  await channel.assertExchange(exchange, 'topic', { durable: true });
  await channel.assertQueue(queue, { durable: true, maxLength: 100_000, arguments: { 'x-queue-type': 'quorum', 'x-single-active-consumer': true, 'x-overflow': 'drop-head' } });
  await channel.bindQueue(queue, exchange, '#');
  const content = Buffer.from(JSON.stringify({ text: 'x'.repeat(450) }));
  const publish = count => new Promise((done, failed) => {
    let sent = 0;
    let confirmed = 0;
    const send = () => {
      for (; sent < count && sent - confirmed < width; sent += 1) {
        channel.publish(exchange, 'thing.changed.v1', content, { persistent: true }, error => {
          if (error) failed(error);
          confirmed += 1;
          if (confirmed === count) done();
          else send();
        });
      }
    };
    send();
  });
  answerRounds(publish, () => channel.purgeQueue(queue));
}

await (side === 'bare' ? bare() : byHost());
