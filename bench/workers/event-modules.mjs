import { Broker } from '@aurora/platform/broker';
import { EventBus, ModuleEvents, on } from '@aurora/platform/events';
import { migrate, openDatabase } from '@aurora/platform/persistence';
import { createLoggerOn } from '@aurora/platform/telemetry';
import { hearerMigrations, noteEffect, tellerMigrations, ThingChanged } from '@aurora/test/things';

const logger = createLoggerOn({ write: text => process.stderr.write(text) }, { level: 'warn', service: 'bench' });

async function open(module, location, migrations) {
  const database = await openDatabase({ module, location, entities: [] });
  await migrate(database.client(), database.dialect, migrations);
  return database;
}

/** The database of a module that tells of things; `location` as JSON. */
export const openTeller = location => open('thing', JSON.parse(location), tellerMigrations);

/** The database of a module that notes what it hears of them. */
export const openHearer = location => open('hearer', JSON.parse(location), hearerMigrations);

const { BENCH_BROKER_URL: url, BENCH_BROKER_PREFIX: prefix } = process.env;

/** RabbitMQ between the two, where this process is given one. */
export const openBroker = bus => (url === undefined ? undefined : new Broker({ url, prefix, name: 'bench', bus, logger }));

/** The events of things in this process: positions are given on a server, and others can listen. */
export async function tell(database, bus = new EventBus(), broker) {
  const events = new ModuleEvents({ module: 'thing', database, reactions: [], listeners: ['hearer'], sourceOf: () => undefined, bus, broker, logger });
  await events.start();
  return events;
}

/** Lets the other module hear them, and make a row of each. */
export async function hear(database, source, { bus = new EventBus(), broker, heard = () => undefined } = {}) {
  const handler = on(ThingChanged, ['text'], async ({ text }, { transaction }, { event_id, stream_id, version }) => {
    await transaction.execute(noteEffect, { event_id, stream_id, version, text, host: 'bench', fence: 1 });
    heard(stream_id);
  });
  const events = new ModuleEvents({ module: 'hearer', database, reactions: [{ source: 'thing', handlers: [handler] }], sourceOf: () => source, bus, broker, logger });
  await events.start();
  return events;
}

const subscription = { statement: () => ({ sql: "select position from event_subscription where source = 'thing'", parameters: [] }) };

/** Up to which position the module has handled the events of things. */
export const handledUpTo = async database => Number((await database.queries.firstOf(subscription, {}))?.position ?? 0);
