// A host of the modules of a run, in a process of its own: node main.ts '<orders as JSON>'.
import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import { EventBus, ModuleEvents, type EventSource, type Reactions } from '@aurora/platform/events';
import { openDatabase, type DatabaseLocation, type ModuleDatabase } from '@aurora/platform/persistence';
import { createLoggerOn } from '@aurora/platform/telemetry';
import { Armed } from './armed.ts';
import { Hearing, type Sources } from './hearing.ts';
import { readNaively } from './naive.ts';
import type { HostOrders, Order, Work } from './orders.ts';
import { reactionOf } from './reaction.ts';
import { say } from './say.ts';
import { Writer } from './writer.ts';

const orders = JSON.parse(process.argv[2]!) as HostOrders;
const armed: Readonly<Record<Work, Armed>> = { stamping: new Armed('stamping'), handling: new Armed('handling') };
const bus = new EventBus();

/** Who hears gives positions as well, to events of which it has none. */
function workOf(line: Record<string, unknown>): Work | undefined {
  if (String(line['labels.work']).startsWith('handling')) return 'handling';
  return line['labels.module'] === 'thing' ? 'stamping' : undefined;
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

async function startEvents(module: string, database: ModuleDatabase, reactions: readonly Reactions[], source?: EventSource): Promise<ModuleEvents> {
  const events = new ModuleEvents({ module, database, reactions, sourceOf: () => source, bus, logger: logger.child({ 'labels.module': module }) });
  await events.start();
  return events;
}

/** Opens what it is to do; what is answered does as it is told. */
async function run(): Promise<{ readonly writer?: Writer | undefined; readonly hearing?: Hearing }> {
  // Most of what a host must load, and most hosts need none of it.
  const http = orders.http && { ...await import('./serving.ts'), orders: orders.http };
  const teller = orders.teller && await open('thing', orders.teller);
  const hearer = orders.hearer && await open('hearer', orders.hearer);
  if (orders.naive && teller && hearer) {
    void readNaively(teller, hearer, orders.name);
    return {};
  }
  const events = teller && !orders.naive ? await startEvents('thing', armed.stamping.database(teller), []) : undefined;
  if (events && http) await http.serveEvents(events, http.orders);
  const writer = teller && new Writer(teller, () => events?.committed(), orders);
  if (!hearer) return { writer };
  const sources: Sources = { process: async () => events?.source, http: async () => http?.remoteEvents(http.orders) };
  return { writer, hearing: await Hearing.start(orders.pipe, sources, source => startEvents('hearer', armed.handling.database(hearer), [reactionOf(orders)], source)) };
}

const { hearing, writer } = await run();

function obey(order: Order): void {
  if ('write' in order) void writer?.write(order.write, order.atOnce);
  else if ('pipe' in order) hearing?.switch(order.pipe);
  else if ('arm' in order) armed[order.work].arm(order.arm);
  else process.exit(0);
}

createInterface({ input: process.stdin }).on('line', line => obey(JSON.parse(line) as Order)).on('close', () => process.exit(0));
say({ says: 'ready' });
// Who is killed has no time to do it.
flushCompileCache();
