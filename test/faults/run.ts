import { killLiving } from '../running/living.ts';
import { killMode } from './modes/kill.ts';
import { readOptions, type Options } from './options.ts';
import { progressTo, type Outcome, type Progress } from './report.ts';
import { Scene, type SceneOptions } from './scene.ts';

/** One run: its title, and what it does. */
interface Run {
  readonly title: string;
  readonly perform: (progress: Progress) => Promise<Outcome>;
}

async function inScene(options: SceneOptions, act: (scene: Scene) => Promise<Outcome>): Promise<Outcome> {
  await using scene = await Scene.create(options);
  return await act(scene);
}

function* runsOf({ engines, events, mode, pipes, seed, times }: Options): Generator<Run> {
  for (const engine of engines) {
    for (const pipe of pipes) {
      yield { title: `${mode} ${engine} ${pipe}`, perform: progress => inScene({ engine, pipe, seed }, scene => killMode(scene, { kills: times ?? 60, events: events ?? 10_000, progress })) };
    }
  }
}

/** Runs what the command line asks for; answers the exit code. */
export async function runFaults(given: readonly string[]): Promise<number> {
  const options = readOptions(given);
  if (typeof options === 'string') {
    console.error(options);
    return 2;
  }
  process.once('exit', killLiving);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  let failed = false;
  for (const { perform, title } of runsOf(options)) {
    const since = Date.now();
    const { end, progress } = progressTo(process.stdout, title);
    const { figures, violations } = await perform(progress);
    end();
    const said = Object.entries(figures).map(([name, value]) => `${value} ${name}`).join(', ');
    console.log(`${violations.length === 0 ? 'held' : 'BROKEN'} ${title} (seed ${options.seed}, ${Math.round((Date.now() - since) / 1_000)} s): ${said}, ${violations.length} violations`);
    for (const violation of violations.slice(0, 20)) console.log(`  ${violation}`);
    failed ||= violations.length > 0;
  }
  return failed ? 1 : 0;
}
