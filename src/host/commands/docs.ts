import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gatewayContract, ofrepContract, ofrepPrefix, springContract, springPrefix, v2Contract } from '@aurora/gateway/contract';
import type { EventUse } from '@aurora/kernel';
import { committedDocuments, describeContract, reportPath, undeclaredChanges, type ContractDescription } from '@aurora/platform/documents';
import { usesOf } from '@aurora/platform/events';
import { reactionsOf } from '@aurora/platform/module';
import { Command } from 'commander';
import { findCheckout } from '../boundaries/index.ts';
import { catalogue } from '../catalogue.ts';
import { Ended, exit, UsageError } from '../cli/failure.ts';

interface Options {
  readonly write?: boolean;
  readonly check?: boolean;
}

/** `aurora docs`: the reports of the contracts and the generated reference, in the checkout it is run in. */
export const docsCommand = (): Command => new Command('docs')
  .description('Checks the committed reports of the contracts and the generated reference under docs/reference, or writes them anew.')
  .option('--check', 'say what is out of date, and exit with 1 if anything is (the default)')
  .option('--write', 'write what is out of date; refused while a contract breaks its consumers without a new version')
  .addHelpText('after', '\nOf a contract that nobody uses yet, delete contract/report.json and write it anew.')
  .action(run);

const gateway = [{ contract: v2Contract, prefix: '/api/v2' }, { contract: ofrepContract, prefix: ofrepPrefix }, { contract: springContract, prefix: springPrefix }, { contract: gatewayContract, prefix: '' }];

async function run(options: Options): Promise<void> {
  if (options.write && options.check) throw new UsageError('--write and --check exclude each other.');
  const root = findCheckout(process.cwd());
  if (root === undefined) throw new Error('The documents are part of a checkout of Aurora, and this folder is in none.');
  const contracts = await Promise.all(catalogue.map(entry => entry.contract()));
  const uses = (await Promise.all(catalogue.map(async entry => usesOf(entry.name, await reactionsOf(await entry.module()))))).flat();
  const undeclared = (await Promise.all(contracts.map(contract => breaks(root, describeContract(contract), uses)))).flat();
  for (const line of undeclared) console.error(line);
  if (undeclared.length > 0) throw new Ended(exit.failed);
  const stale: string[] = [];
  for (const [path, text] of committedDocuments(contracts, gateway, uses)) {
    if (await textOf(join(root, path)) === text) continue;
    stale.push(path);
    if (options.write) await write(join(root, path), text);
  }
  for (const path of stale) console.log(`${path} ${options.write ? 'written' : 'is out of date'}`);
  if (stale.length > 0 && !options.write) {
    console.error('Run "npx aurora docs --write" and commit what it writes.');
    throw new Ended(exit.failed);
  }
}

/** What the contract takes from its consumers since its report was committed, without raising its version. */
async function breaks(root: string, now: ContractDescription, uses: readonly EventUse[]): Promise<string[]> {
  const committed = await textOf(join(root, reportPath(now.module)));
  if (committed === undefined) return [];
  const changes = undeclaredChanges(JSON.parse(committed) as ContractDescription, now, uses);
  if (changes.length === 0) return [];
  return [`The contract of ${now.module} breaks its consumers: raise its version (${now.version}), and those of events.`, ...changes.map(({ at, what }) => `  ${at} ${what}`)];
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
