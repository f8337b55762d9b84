// A host of the modules of a run, in a process of its own: node main.ts '<orders as JSON>'.
import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import { EventBus, ModuleEvents, type EventBroker, type EventSource, type Reactions } from '@aurora/platform/events';
import { openDatabase, type DatabaseLocation, type ModuleDatabase } from '@aurora/platform/persistence';
import { createLoggerOn } from '@aurora/platform/telemetry';
import { Armed } from './armed.ts';
import { Hearing, type Starts } from './hearing.ts';
import { readNaively } from './naive.ts';
import type { HostOrders, Order, Work } from './orders.ts';
import { reactionOf } from './reaction.ts';
import { say } from './say.ts';
import { Writer } from './writer.ts';

const orders = JSON.parse(process.argv[2]!) as HostOrders;
const armed = { stamping: new Armed('stamping'), handling: new Armed('handling') };
const bus = new EventBus();

/** Who hears gives positions and publishes as well, events of which it has none. */
function workOf(line: Record<string, unknown>): Work | undefined {
  const work = String(line['labels.work']);
  if (work.startsWith('handling')) return 'handling';
  if (line['labels.module'] !== 'thing') return undefined;
  return work.startsWith('publishing') ? 'publishing' : 'stamping';
}

const logger = createLoggerOn({
  write(text: string) {
    const line = JSON.parse(text) as Record<string, unknown>;
    const work = workOf(line);
    if (line['event.action'] === 'worker.took' && work) say({ says: 'took', work, fence: Number(line['labels.fence']) });
    else if (line['log.level'] !== 'debug') process.stderr.write(text);
  },
}, { level: 'debug', service: orders.name });

const open = (module: string, location: DatabaseLocation): Promise<ModuleDatabase> => openDatabase({ module, location, entities: [] });

async function startEvents(module: string, database: ModuleDatabase, reactions: readonly Reactions[], broker?: EventBroker, source?: EventSource): Promise<ModuleEvents> {
  const events = new ModuleEvents({ module, database, reactions, listeners: module === 'thing' ? ['hearer'] : [], sourceOf: () => source, bus, broker, logger: logger.child({ 'labels.module': module }) });
  await events.start();
  return events;
}

async function openBroker(url: string): Promise<EventBroker> {
  const { Broker } = await import('@aurora/platform/broker');
  return new Broker({ url, prefix: 'faults', name: orders.name, bus, logger });
}

/** Opens what it is to do; what is answered does as it is told. */
async function run(): Promise<{ readonly writer?: Writer | undefined; readonly hearing?: Hearing }> {
  // Most of what a host must load, and most hosts need none of it.
  const http = orders.http && { ...await import('./serving.ts'), orders: orders.http };
  const broker = orders.broker && await openBroker(orders.broker.url);
  const teller = orders.teller && await open('thing', orders.teller);
  const hearer = orders.hearer && await open('hearer', orders.hearer);
  if (orders.naive && teller && hearer) {
    void readNaively(teller, hearer, orders.name);
    return {};
  }
  const events = teller && !orders.naive ? await startEvents('thing', armed.stamping.database(teller), [], broker) : undefined;
  if (events && http) await http.serveEvents(events, http.orders);
  const writer = teller && new Writer(teller, () => events?.committed(), orders);
  if (!hearer) return { writer };
  const remote = async (): Promise<EventSource | undefined> => http?.remoteEvents(http.orders);
  const start = async (through: EventBroker | undefined, source: EventSource | undefined): Promise<ModuleEvents> =>
    startEvents('hearer', armed.handling.database(hearer), [reactionOf(orders)], through, source);
  const starts: Starts = { process: () => start(undefined, events?.source), http: async () => start(undefined, await remote()), rabbitmq: async () => start(broker, await remote()) };
  return { writer, hearing: await Hearing.start(orders.pipe, starts) };
}

const { hearing, writer } = await run();

function obey(order: Order): void {
  if ('write' in order) void writer?.write(order.write, order.atOnce);
  else if ('pipe' in order) hearing?.switch(order.pipe);
  else if ('arm' in order) armed[order.work === 'handling' ? 'handling' : 'stamping'].arm(order.arm);
  else process.exit(0);
}

createInterface({ input: process.stdin }).on('line', line => obey(JSON.parse(line) as Order)).on('close', () => process.exit(0));
say({ says: 'ready' });
// Who is killed has no time to do it.
flushCompileCache();
