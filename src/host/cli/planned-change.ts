import { configContract, type PlannedChange } from '@aurora/config/contract';
import type { InputOf } from '@aurora/kernel';
import { parseDuration } from '@aurora/platform/settings';
import { InvalidArgumentError, type Command } from 'commander';
import type { Api } from './api.ts';
import { differenceLines } from './difference-lines.ts';
import { UsageError } from './failure.ts';
import { readTimeText } from './revision.ts';
import { alignedLines } from './table.ts';

const { changeSettings, importFlags, planChange, rollBack } = configContract.operations;

export interface PlanOptions {
  readonly dryRun?: boolean;
  readonly propose?: boolean;
  /** When it takes effect, RFC 3339. */
  readonly schedule?: string;
  readonly reason?: string;
  readonly json?: boolean;
}

/** Adds the options with which a change is looked at, proposed or scheduled instead of being made. */
export const withPlan = (command: Command): Command => command
  .option('--dry-run', 'show what would change, and change nothing')
  .option('--schedule <when>', 'have it take effect then: a time such as 2026-11-23T06:00Z, or a duration from now as in 2h', readWhen)
  .option('--propose', 'have it take effect once another has approved of it');

function readWhen(text: string): string {
  const duration = parseDuration(text);
  const time = duration === undefined ? readTimeText(text) : new Date(Date.now() + duration).toISOString();
  if (time === undefined) throw new InvalidArgumentError('It must be a time such as 2026-11-23T06:00Z, or a duration such as 2h.');
  return time;
}

type Planned = Pick<InputOf<typeof planChange>, 'changes' | 'flags' | 'rollback' | 'import' | 'if_match'>;

/** Looks at, proposes or schedules a change and says so, if the options ask for one of these; false if it is to be made. */
export async function planned(api: Api, change: Planned, { dryRun, json = false, propose, reason, schedule }: PlanOptions): Promise<boolean> {
  if (dryRun) {
    if (propose || schedule !== undefined) throw new UsageError('--dry-run goes alone: what is proposed or scheduled is checked in the same way.');
    const { difference, ...result } = await tried(api, change);
    for (const line of json ? [JSON.stringify({ ...result, difference })] : [...differenceLines(difference), 'Nothing was changed.']) console.log(line);
    return true;
  }
  if (!propose && schedule === undefined) return false;
  const made = await api.call(planChange, { ...change, ...(reason === undefined ? {} : { reason }), ...(schedule === undefined ? {} : { at: schedule }), approval: propose ?? false });
  for (const line of json ? [JSON.stringify(made)] : [...differenceLines(made.difference), `This is planned change ${made.id}: ${standing(made)}.`]) console.log(line);
  return true;
}

async function tried(api: Api, { changes, flags, if_match, import: document, rollback }: Planned) {
  const common = { dry_run: true, ...(if_match === undefined ? {} : { if_match }) };
  if (rollback) return api.call(rollBack, { number: rollback.revision, ...(rollback.keys ? { keys: rollback.keys } : {}), ...common });
  if (document) return api.call(importFlags, { ...document, ...common });
  return api.call(changeSettings, { ...(changes ? { changes } : {}), ...(flags ? { flags } : {}), ...common });
}

/** Where it stands, in words. */
export function standing({ approved_by, at, ended_by, failure, needs_approval, revision, state }: PlannedChange): string {
  if (state === 'proposed') return `another must approve of it${at === null ? '' : ` before ${at}`}`;
  if (state === 'scheduled') return `it takes effect at ${at}${needs_approval ? `, as ${approved_by} approved` : ''}`;
  if (state === 'applied') return `it is revision ${revision}`;
  if (state === 'failed') return `it failed: ${[failure!.message, ...failure!.fields.map(({ message, path }) => `${path} ${message}`)].join(' ')}`;
  return ended_by === null ? state : `${state} by ${ended_by}`;
}

/** Planned changes as a table. */
export const plannedLines = (items: readonly PlannedChange[]): string[] => alignedLines([
  ['ID', 'STATE', 'AT', 'BY', 'CHANGES', 'WHY', ''],
  ...items.map(item => [String(item.id), item.state, item.at ?? '-', item.author, [...new Set(item.difference.map(({ key }) => key))].slice(0, 3).join(', ') + (item.difference.length > 3 ? ', …' : ''), item.reason ?? '-', standing(item)]),
]);
