import { gatewayContract } from '@aurora/gateway/contract';
import type { SagaStatus } from '@aurora/platform/saga';
import { Command, Option } from 'commander';
import { reach, type ConnectionOptions } from '../cli/connection.ts';
import { subcommand } from '../cli/subcommand.ts';
import { alignedLines } from '../cli/table.ts';

type Options = ConnectionOptions & { readonly json?: boolean };

const operations = gatewayContract.operations;
const beside = { prefix: '' };
const statuses = ['open', 'all', 'running', 'waiting', 'stuck', 'completed', 'compensated'] as const;

const one = (command: Command): Command => command.argument('<module>', 'as in syllabus').argument('<id>', 'of the saga');

/** `aurora sagas`: changes that span modules, and what is to become of those that are stuck. */
export const sagasCommand = (): Command => new Command('sagas')
  .description('A change that spans modules is a saga: its steps are done all, or are taken back. One that can do neither is stuck until an operator decides.')
  .addCommand(subcommand('list', 'List sagas, newest first').argument('[module]', 'those of one module').addOption(new Option('--status <status>', 'open: those that have not ended').choices(statuses).default('open')).action(list))
  .addCommand(one(subcommand('show', 'Show one saga with its steps')).action(show))
  .addCommand(one(subcommand('retry', 'Let a saga go on now that is stuck, waits, or is left alone for a while')).action(retry))
  .addCommand(one(subcommand('compensate', 'Let a saga be taken back that is not past its pivot')).requiredOption('--reason <text>', 'why, for those who look later').action(compensate));

const cells = (module: string, { about, attempts, error, id, status, step, type, updated_at }: SagaStatus): string[] =>
  [module, id, type, about || '-', status, step ?? '-', String(attempts), updated_at, error?.split('\n')[0] ?? '-'];
const header = ['MODULE', 'ID', 'TYPE', 'ABOUT', 'STATUS', 'STEP', 'TRIES', 'CHANGED', 'ERROR'];

async function list(module: string | undefined, { status, ...options }: Options & { readonly status: (typeof statuses)[number] }): Promise<void> {
  const api = await reach(options);
  const asked = { status, limit: 1_000 };
  const { items, away } = module === undefined ? await api.call(operations.listSagas, asked, beside) : { ...await api.call(operations.listSagasOf, { module, ...asked }, beside), away: [] };
  if (options.json) return console.log(JSON.stringify({ items, away }));
  const rows = items.map(saga => cells('module' in saga ? saga.module : module!, saga));
  for (const row of rows.length === 0 ? ['Nothing.'] : alignedLines([header, ...rows])) console.log(row);
  for (const silent of away) console.error(`${silent} does not answer`);
}

async function show(module: string, id: string, options: Options): Promise<void> {
  const saga = await (await reach(options)).call(operations.getSaga, { module, id }, beside);
  if (options.json) return console.log(JSON.stringify(saga));
  const { steps, ...fields } = saga;
  for (const line of alignedLines(Object.entries(fields).map(([name, value]) => [name, String(value ?? '-')]))) console.log(line);
  console.log('');
  for (const line of alignedLines([['STEP', 'STATE', ''], ...steps.map(step => [step.name, step.state, [...(step.pivot ? ['no way back from here'] : []), ...(step.asks ? ['asks by an event'] : [])].join(', ')])])) console.log(line);
}

async function retry(module: string, id: string, options: Options): Promise<void> {
  const saga = await (await reach(options)).call(operations.retrySaga, { module, id }, beside);
  console.log(options.json ? JSON.stringify(saga) : `${module} goes on with ${saga.type} ${id} at ${saga.step ?? 'its step'}`);
}

async function compensate(module: string, id: string, { reason, ...options }: Options & { readonly reason: string }): Promise<void> {
  const saga = await (await reach(options)).call(operations.compensateSaga, { module, id, reason }, beside);
  console.log(options.json ? JSON.stringify(saga) : `${module} takes ${saga.type} ${id} back, from ${saga.step ?? 'its step'} on`);
}
