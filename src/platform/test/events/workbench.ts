import { defineEvent, type EventDefinition } from '@aurora/kernel';
import { EventBus, eventTablesV1, ModuleEvents, on, PortSource, type EventBroker, type EventSource, type Reaction, type StoredEvent } from '@aurora/platform/events';
import { platformTablesV1, prepare, type Migration, type ModuleDatabase, type Unit } from '@aurora/platform/persistence';
import { createLoggerOn, type Logger } from '@aurora/platform/telemetry';
import { workTablesV1 } from '@aurora/platform/work';
import { call, TestDatabase, until, type Engine } from '@aurora/test/running';
import { z } from 'zod';

export const ThingChanged = defineEvent({ name: 'ThingChanged', aggregate: 'thing', verb: 'changed', version: 1, data: z.object({ text: z.string() }) });

interface Tables { readonly effect: { event_id: string; stream_id: string; version: number; text: string } }

const effects: Migration['up'] = async ({ createTable, types }) => {
  await createTable('effect').addColumn('event_id', types.ascii(36)).addColumn('stream_id', types.ascii(100)).addColumn('version', types.integer).addColumn('text', types.long).execute();
};
const migrations: readonly Migration[] = [platformTablesV1, { name: '0002-events', up: eventTablesV1 }, { name: '0003-effects', up: effects }, { name: '0004-work-owner', up: workTablesV1 }];

const insertEffect = prepare<Tables, Tables['effect']>()((db, row) => db.insertInto('effect').values({ event_id: row.event_id, stream_id: row.stream_id, version: row.version, text: row.text }));

/** What a handler of the tests does besides noting its effect. */
export type Twist = (event: StoredEvent, unit: Unit) => Promise<void> | void;

/** A host of the module that tells of things: it changes them, and gives the events to others. */
export class Teller {
  readonly events: ModuleEvents;
  /** Its events, as the hearer reads them. */
  readonly source: EventSource;
  readonly #database: ModuleDatabase;

  constructor(database: ModuleDatabase, events: ModuleEvents) {
    this.#database = database;
    this.events = events;
    this.source = new PortSource('hearer', async () => events.port);
  }

  /** Changes a thing; `work` may fail after the event has been recorded. */
  async change(thing: string, version: number, text = '', work: (unit: Unit) => Promise<void> = async () => undefined): Promise<void> {
    await this.tell(ThingChanged, thing, version, { text }, work);
  }

  /** Tells of a change by an event of any kind. */
  async tell<Event extends EventDefinition>(event: Event, thing: string, version: number, data: z.input<Event['data']>, work: (unit: Unit) => Promise<void> = async () => undefined): Promise<void> {
    await this.#database.commands.run(call(), 'change', {}, async unit => {
      unit.record(event, { id: thing, version }, data);
      await unit.flush();
      await work(unit);
    });
    this.events.committed();
  }
}

/** How a host tells. */
export interface Telling {
  /** By default the bus of the bench: as if in one process with those who hear. */
  readonly bus?: EventBus;
  readonly listeners?: readonly string[];
  readonly broker?: EventBroker;
}

/** Two modules with a database each: one tells of things, the other hears of them. */
export class EventsWorkbench implements AsyncDisposable {
  readonly teller: TestDatabase;
  readonly hearer: TestDatabase;
  readonly #resources: AsyncDisposableStack;
  readonly bus = new EventBus();
  /** What has been logged, by action. */
  readonly log: string[] = [];
  readonly logger: Logger;

  private constructor(teller: TestDatabase, hearer: TestDatabase, resources: AsyncDisposableStack) {
    this.teller = teller;
    this.hearer = hearer;
    this.#resources = resources;
    this.logger = createLoggerOn({ write: (line: string) => { this.log.push(String((JSON.parse(line) as Record<string, unknown>)['event.action'])); } }, { level: 'info', service: 'test' });
  }

  static async create(engine: Engine): Promise<EventsWorkbench> {
    await using opening = new AsyncDisposableStack();
    const [teller, hearer] = [opening.use(await TestDatabase.create(engine, migrations)), opening.use(await TestDatabase.create(engine, migrations))];
    return new EventsWorkbench(teller, hearer, opening.move());
  }

  /** A host that tells; as if in a process of its own where it has another bus. */
  async tell({ broker, bus = this.bus, listeners = ['hearer'] }: Telling = {}): Promise<Teller> {
    const database = await this.teller.open();
    const events = new ModuleEvents({ module: 'thing', database, reactions: [], listeners, sourceOf: () => { throw new Error('it hears of nobody'); }, bus, broker, logger: this.logger });
    this.#resources.defer(() => events.stop());
    await events.start();
    return new Teller(database, events);
  }

  /** A host that hears. */
  async hear(source: EventSource, twist: Twist = () => undefined, broker?: EventBroker): Promise<ModuleEvents> {
    const handle = async ({ text }: { text: string }, unit: Unit, event: StoredEvent): Promise<void> => {
      await unit.transaction.execute(insertEffect, { event_id: event.event_id, stream_id: event.stream_id, version: event.version, text });
      await twist(event, unit);
    };
    return this.react(source, [on(ThingChanged, ['text'], handle)], broker);
  }

  /** A host that hears, and does what a test wants. */
  async react(source: EventSource, handlers: readonly Reaction[], broker?: EventBroker): Promise<ModuleEvents> {
    const events = new ModuleEvents({ module: 'hearer', database: await this.hearer.open(), reactions: [{ source: 'thing', handlers }], sourceOf: () => source, bus: this.bus, broker, logger: this.logger });
    this.#resources.defer(() => events.stop());
    await events.start();
    return events;
  }

  /** Effects as they were written: thing and version. */
  async effects(): Promise<string[]> {
    return (await this.hearer.sql<Tables['effect']>('select * from effect')).map(({ stream_id, version }) => `${stream_id} ${version}`);
  }

  /** Waits until everything up to a position has been handled or kept. */
  async reached(position: number): Promise<void> {
    await until(async () => (await this.hearer.sql<{ position: number }>("select position from event_subscription where source = 'thing'"))[0]?.position === position);
  }

  async deferred(): Promise<{ stream_id: string; position: number; status: string; attempts: number; error: string | null }[]> {
    return this.hearer.sql('select stream_id, position, status, attempts, error from event_deferred order by position');
  }

  /** Waits until nothing is kept. */
  async emptied(): Promise<void> {
    await until(async () => (await this.deferred()).length === 0);
  }

  /** As if all that is kept were due. */
  async hasten(): Promise<void> {
    await this.hearer.sql("update event_deferred set retry_at = '2000-01-01T00:00:00.000Z'");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}
