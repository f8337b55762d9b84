import { gatewayContract } from '@aurora/gateway/contract';
import type { EventsStatus, KeptEvent, LoggedEvent } from '@aurora/platform/events';
import { Command, InvalidArgumentError } from 'commander';
import { connect, reach, type ConnectionOptions } from '../cli/connection.ts';
import type { Api } from '../cli/api.ts';
import { UsageError } from '../cli/failure.ts';
import { onInterruption } from '../cli/interruption.ts';
import { subcommand } from '../cli/subcommand.ts';
import { alignedLines } from '../cli/table.ts';
import { eventsArchiveCommand } from './events-archive.ts';

type Options = ConnectionOptions & { readonly json?: boolean };

const operations = gatewayContract.operations;
const beside = { prefix: '' };

/** Milliseconds that one request of `tail --follow` waits for events. */
const patience = 2_000;

function whole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** `aurora events`: what modules have told of, and how far others are with it. */
export const eventsCommand = (): Command => new Command('events')
  .description('Each module keeps the events that it tells of, in their order; each that listens handles them once. What cannot be handled is kept: it is tried again, and parked after ten tries.')
  .addCommand(subcommand('lag', 'Show how far each module is with the events of others').action(lag))
  .addCommand(subcommand('tail', 'Print the last events of a module').argument('<module>', 'as in subject')
    .option('--after <position>', 'from this position on, instead of the last twenty', whole).option('--follow', 'go on with those to come, until Ctrl-C').action(tail))
  .addCommand(subcommand('show', 'Print one event, or all of one aggregate').argument('<module>').argument('<event>', 'its id, or an aggregate as in subject-7').action(show))
  .addCommand(subcommand('parked', 'List the events that a module could not handle').argument('<module>', 'the one that listens').option('--all', 'those that wait to be tried again, and those that were skipped, too').action(parked))
  .addCommand(subcommand('redrive', 'Let a module try again what is parked').argument('<module>').argument('[source]', 'the module that told of it; with a position, one event alone').argument('[position]', 'of the event', whole).action(redrive))
  .addCommand(subcommand('skip', 'Let a module give up an event that it keeps, so that those behind it go on').argument('<module>').argument('<source>').argument('<position>', 'of the event', whole)
    .requiredOption('--reason <text>', 'why, for those who look later').action(skip))
  .addCommand(subcommand('replay', 'Let a module handle another\'s events again').argument('<module>').argument('<source>')
    .option('--after <position>', 'after this position; 0, the default, also drops what the module has made of them', whole, 0).action(replay))
  .addCommand(eventsArchiveCommand())
  .addCommand(subcommand('forget', 'Forget who heard of a module and will not come back, so that it holds no event back').argument('<module>', 'the one that tells').argument('<subscriber>').action(forget));

async function lag(options: Options): Promise<void> {
  const { away, items } = await (await reach(options)).call(operations.eventsStatus, {}, beside);
  if (options.json) return console.log(JSON.stringify({ items, away }));
  const unknown = (value: number | null): string => (value === null ? '?' : String(value));
  const rows = items.flatMap(({ head, module, subscriptions, unstamped }) => [
    [module, String(head), String(unstamped), '-', '-', '-', '-', '-'],
    ...subscriptions.map(({ lag: behind, parked: stuck, position, source, waiting }) => [module, '', '', source, String(position), unknown(behind), String(waiting), String(stuck)]),
  ]);
  for (const line of alignedLines([['MODULE', 'EVENTS', 'UNNUMBERED', 'HEARS', 'POSITION', 'LAG', 'WAITING', 'PARKED'], ...rows])) console.log(line);
  const heard = items.flatMap(subscriberRows);
  if (heard.length > 0) console.log();
  for (const line of heard.length === 0 ? [] : alignedLines([['MODULE', 'ARCHIVED', 'HEARD BY', 'PROCESSED', 'LAST SEEN', ''], ...heard])) console.log(line);
  for (const { module, subscriptions } of items) for (const { archived, source } of subscriptions) {
    if (archived !== null) console.error(`${module} has not handled all events of ${source} up to ${archived}, and they have been archived: aurora events replay ${module} ${source} --after ${archived} goes on without them`);
  }
  for (const module of away) console.error(`${module} does not answer`);
}

/** Who hears of a module, how far each has said that it is. */
const subscriberRows = ({ module, pruned, subscribers }: EventsStatus): string[][] =>
  (subscribers.length === 0 && pruned > 0 ? [[module, String(pruned), '-', '-', '-', '']] : subscribers.map(({ declared, name, position, seen_at }) =>
    [module, String(pruned), name, position === null ? '-' : String(position), seen_at ?? 'never', declared ? '' : 'not to listen any more']));

const line = ({ event_type, metadata, position, stream_id, timestamp, version }: LoggedEvent): string => [position ?? '-', timestamp, event_type, `${stream_id} ${version}`, metadata.principal].join('  ');

async function tail(module: string, { after, follow, ...options }: Options & { readonly after?: number; readonly follow?: boolean }): Promise<void> {
  const { signal, stop } = onInterruption('Stopping.');
  try {
    const api = await connect(options, signal);
    let position = after ?? Math.max(0, await headOf(api, module) - 20);
    let told = position;
    for (let more = true; more && !signal.aborted;) {
      const { items, pruned } = await api.call(operations.listEvents, { module, after: position, limit: 1_000, wait: follow ? patience : 0 }, beside);
      if (pruned > told) console.error(`The events of ${module} up to ${pruned} have been archived.`);
      told = Math.max(told, pruned);
      for (const event of items) console.log(options.json ? JSON.stringify(event) : line(event));
      position = items.at(-1)?.position ?? position;
      more = follow === true || items.length === 1_000;
    }
  } finally {
    stop();
  }
}

async function headOf(api: Api, module: string): Promise<number> {
  const { items } = await api.call(operations.eventsStatus, {}, beside);
  return items.find(status => status.module === module)?.head ?? 0;
}

async function show(module: string, event: string, options: Options): Promise<void> {
  const api = await reach(options);
  const one = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(event);
  const items = one ? [await api.call(operations.getEvent, { module, id: event }, beside)] : (await api.call(operations.listEventsOf, { module, stream: event, limit: 1_000 }, beside)).items;
  if (!one && (items[0]?.version ?? 1) > 1) console.error(`The events of ${event} before version ${items[0]!.version} have been archived.`);
  for (const found of items) console.log(options.json ? JSON.stringify(found) : `${line(found)}\n${JSON.stringify({ event_id: found.event_id, event_data: found.event_data, metadata: found.metadata }, null, 2)}`);
}

const keptLine = ({ attempts, error, event, position, source, status }: KeptEvent): string[] => [source, String(position), event.event_type, event.stream_id, status, String(attempts), error?.split('\n')[0] ?? '-'];
const keptHeader = ['SOURCE', 'POSITION', 'EVENT', 'AGGREGATE', 'STATUS', 'TRIES', 'ERROR'];

async function parked(module: string, { all, ...options }: Options & { readonly all?: boolean }): Promise<void> {
  const { items } = await (await reach(options)).call(operations.keptEvents, { module, limit: 1_000, ...(all ? {} : { status: 'parked' as const }) }, beside);
  if (options.json) return console.log(JSON.stringify({ items }));
  for (const row of items.length === 0 ? ['Nothing.'] : alignedLines([keptHeader, ...items.map(keptLine)])) console.log(row);
}

async function redrive(module: string, source: string | undefined, position: number | undefined, options: Options): Promise<void> {
  if ((source === undefined) !== (position === undefined)) throw new UsageError('Name the source and the position of one event, or neither for all that are parked.');
  const answer = await (await reach(options)).call(operations.redriveEvents, { module, ...(source === undefined ? {} : { source, position }) }, beside);
  console.log(options.json ? JSON.stringify(answer) : `${answer.redriven} to be tried again`);
}

async function skip(module: string, source: string, position: number, { reason, ...options }: Options & { readonly reason: string }): Promise<void> {
  const kept = await (await reach(options)).call(operations.skipEvent, { module, source, position, reason }, beside);
  console.log(options.json ? JSON.stringify(kept) : `${module} skips event ${position} of ${source}, ${kept.event.event_type} of ${kept.event.stream_id}`);
}

async function replay(module: string, source: string, { after, ...options }: Options & { readonly after: number }): Promise<void> {
  const answer = await (await reach(options)).call(operations.replayEvents, { module, source, after }, beside);
  console.log(options.json ? JSON.stringify(answer) : `${module} handles the events of ${source} after ${answer.position} again`);
}

async function forget(module: string, subscriber: string, options: Options): Promise<void> {
  await (await reach(options)).call(operations.forgetSubscriber, { module, subscriber }, beside);
  console.log(options.json ? JSON.stringify({ module, subscriber }) : `${module} waits for ${subscriber} no longer`);
}
