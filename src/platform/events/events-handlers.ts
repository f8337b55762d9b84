import { AuroraError, type Handlers } from '@aurora/kernel';
import { prepare, type ModuleDatabase } from '../persistence/index.ts';
import type { EventLog } from './event-log.ts';
import type { EventSource } from './event-source.ts';
import type { EventTables } from './event-tables.ts';
import type { EventsContract } from './events-contract.ts';
import { KeptEvents } from './kept-events.ts';
import type { EventsStatus } from './operator-schemas.ts';
import type { Reactions } from './reactions.ts';
import { replay } from './replay.ts';

export interface EventsHandlersOptions {
  readonly module: string;
  readonly database: Pick<ModuleDatabase, 'dialect' | 'queries' | 'transactions'>;
  readonly log: EventLog;
  readonly source: EventSource;
  readonly reactions: readonly Reactions[];
  readonly sourceOf: (module: string) => EventSource | undefined;
}

const subscriptions = prepare<EventTables, object>()(db => db.selectFrom('event_subscription').selectAll());
const keptCounts = prepare<EventTables, object>()(db => db.selectFrom('event_deferred').select(({ fn }) => ['source', 'status', fn.countAll<number>().as('events')]).groupBy(['source', 'status']));
const unstampedCount = prepare<EventTables, object>()(db => db.selectFrom('event_store').select(({ fn }) => fn.countAll<number>().as('events')).where('position', 'is', null));

const never = new AbortController().signal;

/** What a module answers to those who read its events, and to operators. */
export function eventsHandlers(options: EventsHandlersOptions): Handlers<EventsContract> {
  const { database: { queries, transactions }, log, reactions, source } = options;
  const kept = new KeptEvents(queries, transactions);
  return {
    eventsAfter: async ({ after, limit, wait }) => ({ items: [...await source.after(after, limit, wait, never)] }),
    eventsHead: async () => ({ position: await source.head() }),
    eventsStatus: () => statusOf(options),
    findEvent: async ({ id }) => {
      const event = await log.find(id);
      if (!event) throw new AuroraError('NOT_FOUND', `There is no event ${id}.`);
      return event;
    },
    eventsOfStream: async ({ after, limit, stream }) => ({ items: await log.stream(stream, after, limit) }),
    keptEvents: async ({ limit, status }) => ({ items: await kept.list(status, limit) }),
    redriveEvents: async ({ position, source: from }) => ({ redriven: await kept.redrive(from !== undefined && position !== undefined ? { source: from, position } : undefined) }),
    skipEvent: ({ position, reason, source: from }) => kept.skip({ source: from, position }, reason),
    replayEvents: async ({ after, source: from }, context) => {
      const about = reactions.find(one => one.source === from);
      if (!about) throw new AuroraError('NOT_FOUND', `No events of ${from} are handled here.`);
      await replay(transactions, about, after, context);
      return { position: after };
    },
  };
}

/** How far a module is, as of now. */
export async function statusOf({ database: { dialect, queries }, log, module, reactions, source, sourceOf }: EventsHandlersOptions): Promise<EventsStatus> {
  const rows = new Map((await queries.allOf(subscriptions, {})).map(row => [row.source, row]));
  const counts = new Map((await queries.allOf(keptCounts, {})).map(row => [`${row.source} ${row.status}`, Number(row.events)]));
  const unstamped = dialect === 'sqlite' ? 0 : Number((await queries.firstOf(unstampedCount, {}))!.events);
  return {
    module, head: await source.head(), pruned: await log.pruned(), unstamped,
    subscriptions: await Promise.all(reactions.map(async about => {
      const row = rows.get(about.source);
      const position = row?.position ?? 0;
      const events = sourceOf(about.source);
      const head = await events?.head().catch(() => undefined);
      const next = head !== undefined && head > position ? await events!.after(position, 1, 0, never).catch(() => []) : [];
      return {
        source: about.source, position, head: head ?? null, lag: head === undefined ? null : Math.max(0, head - position), behind_since: next[0]?.timestamp ?? null,
        waiting: counts.get(`${about.source} waiting`) ?? 0, parked: counts.get(`${about.source} parked`) ?? 0, updated_at: row?.updated_at ?? null,
      };
    })),
  };
}
