import { AuroraError, validationFailed, type Handlers } from '@aurora/kernel';
import { prepare, type ModuleDatabase } from '../persistence/index.ts';
import type { EventLog } from './event-log.ts';
import { archivedUpTo, type EventSource, type LocalSource } from './event-source.ts';
import type { EventTables } from './event-tables.ts';
import type { EventsContract } from './events-contract.ts';
import { KeptEvents } from './kept-events.ts';
import type { EventsStatus } from './operator-schemas.ts';
import type { Reactions } from './reactions.ts';
import { mostPruned, prune } from './pruning.ts';
import { replay } from './replay.ts';
import { prunable, Subscribers } from './subscribers.ts';

export interface EventsHandlersOptions {
  readonly module: string;
  readonly database: Pick<ModuleDatabase, 'dialect' | 'queries' | 'transactions'>;
  readonly log: EventLog;
  readonly source: LocalSource;
  /** Names of those that are to listen to the module, a broker among them. */
  readonly listeners: readonly string[];
  readonly reactions: readonly Reactions[];
  readonly sourceOf: (module: string) => EventSource | undefined;
}

const subscriptions = prepare<EventTables, object>()(db => db.selectFrom('event_subscription').selectAll());
const keptCounts = prepare<EventTables, object>()(db => db.selectFrom('event_deferred').select(({ fn }) => ['source', 'status', fn.countAll<number>().as('events')]).groupBy(['source', 'status']));
const unstampedCount = prepare<EventTables, object>()(db => db.selectFrom('event_store').select(({ fn }) => fn.countAll<number>().as('events')).where('position', 'is', null));

const never = new AbortController().signal;

/** What a module answers to those who read its events, and to operators. */
export function eventsHandlers(options: EventsHandlersOptions): Handlers<EventsContract> {
  const { database, listeners, log, module, reactions, source, sourceOf } = options;
  const { queries, transactions } = database;
  const subscribers = new Subscribers(database, listeners);
  const kept = new KeptEvents(queries, transactions);
  const noEvent = async (id: string): Promise<string> => {
    const pruned = await log.pruned();
    return `There is no event ${id}${pruned === 0 ? '' : `; events of ${module} up to ${pruned} have been archived`}.`;
  };
  return {
    eventsAfter: async ({ after, limit, wait }) => { const page = await source.page(after, limit, wait, never); return { ...page, items: [...page.items] }; },
    eventsHead: async () => ({ position: await source.head() }),
    eventsProcessed: async ({ position }, { caller }) => {
      if (caller === undefined) throw new AuroraError('FORBIDDEN');
      return { pruned: await subscribers.note(caller, position) };
    },
    eventsStatus: () => statusOf(options),
    findEvent: async ({ id }) => {
      const event = await log.find(id);
      if (!event) throw new AuroraError('NOT_FOUND', await noEvent(id));
      return event;
    },
    eventsOfStream: async ({ after, limit, stream }) => ({ items: await log.stream(stream, after, limit) }),
    keptEvents: async ({ limit, status }) => ({ items: await kept.list(status, limit) }),
    redriveEvents: async ({ position, source: from }) => ({ redriven: await kept.redrive(from !== undefined && position !== undefined ? { source: from, position } : undefined) }),
    skipEvent: ({ position, reason, source: from }) => kept.skip({ source: from, position }, reason),
    replayEvents: async ({ after, source: from }, context) => {
      const about = reactions.find(one => one.source === from);
      if (!about) throw new AuroraError('NOT_FOUND', `No events of ${from} are handled here.`);
      const events = sourceOf(from);
      if (!events) throw new AuroraError('UNAVAILABLE', `The events of ${from} cannot be read here.`);
      await replay(transactions, about, events, after, context);
      return { position: after };
    },
    pruneEvents: async pruning => {
      if (pruning.through <= pruning.after || pruning.through - pruning.after > mostPruned) throw validationFailed([{ path: 'through', code: 'out_of_range', message: `must be at most ${mostPruned} after \`after\`` }]);
      await prune(transactions, subscribers, pruning);
      return { pruned: pruning.through };
    },
    forgetSubscriber: ({ subscriber }) => subscribers.forget(subscriber),
  };
}

/** How far a module is, as of now. */
export async function statusOf({ database, listeners, log, module, reactions, source, sourceOf }: EventsHandlersOptions): Promise<EventsStatus> {
  const { dialect, queries } = database;
  const [head, subscribers] = [await source.head(), await new Subscribers(database, listeners).list()];
  const rows = new Map((await queries.allOf(subscriptions, {})).map(row => [row.source, row]));
  const counts = new Map((await queries.allOf(keptCounts, {})).map(row => [`${row.source} ${row.status}`, Number(row.events)]));
  const unstamped = dialect === 'sqlite' ? 0 : Number((await queries.firstOf(unstampedCount, {}))!.events);
  return {
    module, head, pruned: await log.pruned(), prunable: Math.min(head, prunable(subscribers)), subscribers, unstamped,
    subscriptions: await Promise.all(reactions.map(async about => {
      const row = rows.get(about.source);
      const position = row?.position ?? 0;
      const events = sourceOf(about.source);
      const last = await events?.head().catch(() => undefined);
      let archived: number | undefined;
      const next = last !== undefined && last > position ? await events!.after(position, 1, 0, never).catch((error: unknown) => { archived = archivedUpTo(error); return []; }) : [];
      return {
        source: about.source, position, head: last ?? null, lag: last === undefined ? null : Math.max(0, last - position), behind_since: next[0]?.timestamp ?? null, archived: archived ?? null,
        waiting: counts.get(`${about.source} waiting`) ?? 0, parked: counts.get(`${about.source} parked`) ?? 0, updated_at: row?.updated_at ?? null,
      };
    })),
  };
}
