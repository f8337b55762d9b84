import { defineEvent } from '@aurora/kernel';
import { eventTablesV1 } from '@aurora/platform/events';
import { platformTablesV1, prepare, type Migration } from '@aurora/platform/persistence';
import { workTablesV1 } from '@aurora/platform/work';
import { z } from 'zod';

/** What the faults are tried on: one module changes things and tells of it, another notes what it has heard. */
export const ThingChanged = defineEvent({ name: 'ThingChanged', aggregate: 'thing', verb: 'changed', version: 1, data: z.object({ text: z.string().describe('The token of the command.') }) });

export interface ThingRow {
  readonly id: string;
  readonly version: number;
}

/** What has been made of an event. Nothing in the table keeps an event from having two. */
export interface EffectRow {
  readonly seq: number;
  readonly event_id: string;
  readonly stream_id: string;
  readonly version: number;
  readonly text: string;
  /** The process that has made it. */
  readonly host: string;
  /** Of the subscription, as the transaction of the effect has seen it. */
  readonly fence: number;
}

interface Tables {
  readonly thing: ThingRow;
  readonly effect: Omit<EffectRow, 'seq'>;
  readonly event_subscription: { readonly source: string; readonly fence: number };
}

const platform: readonly Migration[] = [platformTablesV1, { name: '0002-events', up: eventTablesV1 }, { name: '0003-work-owner', up: workTablesV1 }];

const things: Migration['up'] = async ({ createTable, types }) => {
  await createTable('thing').addColumn('id', types.ascii(36), column => column.notNull().primaryKey()).addColumn('version', types.integer, column => column.notNull()).execute();
};
const effects: Migration['up'] = async ({ createTable, types }) => {
  await createTable('effect').addColumn('seq', types.integer, column => column.notNull().primaryKey().autoIncrement()).addColumn('event_id', types.ascii(36)).addColumn('stream_id', types.ascii(100))
    .addColumn('version', types.integer).addColumn('text', types.long).addColumn('host', types.ascii(36)).addColumn('fence', types.integer).execute();
};

export const tellerMigrations: readonly Migration[] = [...platform, { name: '0003-things', up: things }];
export const hearerMigrations: readonly Migration[] = [...platform, { name: '0003-effects', up: effects }];

export const makeThing = prepare<Tables, { id: string }>()((db, { id }) => db.insertInto('thing').values({ id, version: 0 }));
export const bump = prepare<Tables, { id: string }>()((db, { id }) => db.updateTable('thing').set(({ eb }) => ({ version: eb('version', '+', 1) })).where('id', '=', id));
export const versionOf = prepare<Tables, { id: string }>()((db, { id }) => db.selectFrom('thing').select('version').where('id', '=', id));
export const noteEffect = prepare<Tables, Tables['effect']>()((db, { event_id, fence, host, stream_id, text, version }) => db.insertInto('effect').values({ event_id, stream_id, version, text, host, fence }));
export const fenceOf = prepare<Tables, object>()(db => db.selectFrom('event_subscription').select('fence').where('source', '=', 'thing'));

/** Ids of the things of a run. */
export const thingIds = (count: number): string[] => Array.from({ length: count }, (_, index) => `t${index}`);
