import { AuroraError } from '@aurora/kernel';
import { moduleNames, type ModuleName } from '@aurora/platform/settings';
import { Argument, Command } from 'commander';
import type { Api } from '../cli/api.ts';
import { connect, withConnection, type ConnectionOptions } from '../cli/connection.ts';
import { Ended, exit, UsageError } from '../cli/failure.ts';
import { onInterruption } from '../cli/interruption.ts';
import { alignedLines } from '../cli/table.ts';
import { Extraction, NoFurther } from '../extraction/extraction.ts';
import { Journal } from '../extraction/journal.ts';
import { localServiceIsLost, startLocalService } from '../extraction/local-service.ts';
import { planOf, withPlan, type PlanOptions } from '../extraction/plan.ts';
import { readiness, scoreOf, type Finding } from '../extraction/readiness/index.ts';
import { reporterFor, type Reporter } from '../extraction/reporter.ts';
import { RunningAurora } from '../extraction/running-aurora.ts';

interface Options extends ConnectionOptions, PlanOptions {
  readonly check?: boolean;
  readonly back?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `aurora extract`: a module out of the running monolith, and back. */
export const extractCommand = (): Command => withPlan(withConnection(new Command('extract')))
  .description('Takes a module out of the running monolith into a service of its own, step by step, each held until the service has shown that it is no worse; goes back by itself where it is. Run again, it goes on where it stood.')
  .addArgument(new Argument('<module>', 'the module').choices(moduleNames))
  .option('--check', 'look whether it may be, and say what is in the way')
  .option('--back', 'give the module back to the monolith, from wherever it stands')
  .option('--dry-run', 'print the plan')
  .option('--json', 'print one JSON object per line')
  .addHelpText('after', '\nExit codes: 0 done, 1 not begun, gone back or failed, 2 wrong usage, 130 interrupted: what has been reached stays, and the same command goes on.')
  .action(extract);

async function extract(module: ModuleName, options: Options): Promise<void> {
  if ([options.check, options.back, options.dryRun].filter(Boolean).length > 1) throw new UsageError('Say one of --check, --back and --dry-run.');
  const { signal, stop } = onInterruption('Stopping where it stands: the same command goes on, --back goes back. Ctrl-C again stops at once.');
  const api = await connect(options, signal);
  const aurora = new RunningAurora(api, module);
  const reporter = reporterFor(options.json === true);
  try {
    if (options.check) await check(api, aurora, module, options);
    else if (options.dryRun) await dryRun(api, module, options);
    else await move(api, aurora, module, options, reporter, signal);
  } catch (error) {
    reporter.end();
    if (signal.aborted) throw new Ended(exit.interrupted);
    if (error instanceof NoFurther) throw new Error(`${module} is back in the monolith: ${error.message}`);
    if (error instanceof AuroraError && error.code === 'CONFLICT') throw new Error(`${error.message} One command moves a module at a time.`);
    throw error;
  } finally {
    stop();
  }
}

async function check(api: Api, aurora: RunningAurora, module: ModuleName, options: Options): Promise<void> {
  const findings = await readiness(api, aurora, module, { local: options.local ?? false, port: options.port });
  show(findings, options.json === true);
  if (hasObstacle(findings)) throw new Ended(exit.failed);
}

const hasObstacle = (findings: readonly Finding[]): boolean => findings.some(({ is }) => is === 'obstacle');

function show(findings: readonly Finding[], json: boolean): void {
  const score = scoreOf(findings);
  if (json) {
    console.log(JSON.stringify({ score, findings }));
    return;
  }
  const marks = { well: 'ok', warning: 'warning', obstacle: 'OBSTACLE' } as const;
  for (const line of alignedLines(findings.map(({ check: name, is, text }) => [marks[is], name, text]))) console.log(line);
  console.log(`ready for ${score} %${hasObstacle(findings) ? '; the obstacles must go first' : ''}`);
}

async function dryRun(api: Api, module: ModuleName, options: Options): Promise<void> {
  const plan = planOf(options);
  if (options.json) {
    console.log(JSON.stringify({ module, plan }));
    return;
  }
  const held = plan.evidence ? `, held until ${plan.samples} tries by ${plan.principals} callers are no worse than the monolith's` : ', not held for evidence';
  for (const line of [
    `1. Readiness, as "aurora extract ${module} --check" shows it`,
    plan.local ? `2. The service of ${module} is started on this machine, and does nothing by itself` : `2. The service of ${module} must be known and healthy at ${api.base}`,
    `3. ${plan.shadow} % of the reads are made on both sides and compared, until ${plan.samples} agree`,
    ...plan.steps.map((step, at) => `${at + 4}. ${step} % of the callers go to the service${held}`),
    `${plan.steps.length + 4}. The background work (events, sagas, timers) goes to the service`,
    `${plan.steps.length + 5}. ${module} is extracted`,
    `Worse is: an answer that differs; more than ${plan.failures * 100} percentage points more failures; more than ${plan.slow * 100} percentage points more answers slower than twice the monolith's and ${plan.hop} ms. Then all goes back.`,
  ]) console.log(line);
}

async function move(api: Api, aurora: RunningAurora, module: ModuleName, options: Options, reporter: Reporter, signal: AbortSignal): Promise<void> {
  await reviveJournal(aurora, module, options, reporter);
  const journal = await Journal.claim(api, module);
  try {
    const stage = journal.known?.stage ?? 'monolith';
    const extraction = new Extraction({ module, aurora, journal, reporter, signal, port: options.port });
    if (options.back) {
      if (stage === 'monolith') return reporter.say('monolith', `${module} is in the monolith`);
      return await extraction.back('an operator has asked for it');
    }
    if (stage === 'extracted') {
      await extraction.keepUp();
      return reporter.say('extracted', `${module} is extracted, since ${journal.state.since}`);
    }
    if (stage === 'returning') {
      await extraction.back(journal.state.reason ?? 'it had been going back');
      throw new NoFurther(`${journal.state.reason ?? 'it had been going back'}; run the command again to try anew`);
    }
    if (stage === 'monolith') {
      const findings = await readiness(api, aurora, module, { local: options.local ?? false, port: options.port });
      const obstacles = findings.filter(({ is }) => is === 'obstacle');
      for (const { check: name, is, text } of findings) if (is !== 'well') reporter.say('monolith', `${is}, ${name}: ${text}`);
      if (obstacles.length > 0) throw new Error(`${module} is not ready: ${obstacles.map(({ check: name }) => name).join(', ')}. "aurora extract ${module} --check" says more.`);
      reporter.say('monolith', `ready for ${scoreOf(findings)} %`);
      signal.throwIfAborted();
      await journal.begin(planOf(options));
    } else {
      reporter.say(stage, `goes on from ${stage}, begun ${journal.state.started_at}`);
      await journal.enter({ plan: planOf(options, journal.state.plan) }, 'gone on with');
    }
    await extraction.out();
  } catch (error) {
    reporter.end();
    if (signal.aborted) reporter.say(journal.known?.stage ?? 'monolith', `stopped; ${await aurora.share()} % of the callers go to the service`);
    throw error;
  } finally {
    reporter.end();
    await journal.release().catch(() => undefined);
  }
}

/** Where extractions stand is kept by the config module: without its service, when that has been started here and is gone, nobody could go on or back. */
async function reviveJournal(aurora: RunningAurora, module: ModuleName, { port }: Options, reporter: Reporter): Promise<void> {
  if (module !== 'config') return;
  const host = await aurora.host();
  if (!localServiceIsLost(module, host)) return;
  const { log, pid } = startLocalService(module, host, aurora.address, port);
  reporter.say('preparing', `the service of ${module}, which was gone, starts as process ${pid} (${log})`);
}
