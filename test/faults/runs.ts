import { OwnMariaDb } from '../running/own-mariadb.ts';
import type { Pipe } from './host/orders.ts';
import { databaseMode } from './modes/database.ts';
import { killMode } from './modes/kill.ts';
import { naiveMode } from './modes/naive.ts';
import { poisonMode } from './modes/poison.ts';
import { stopMode } from './modes/stop.ts';
import type { Mode, Options } from './options.ts';
import type { Outcome, Progress } from './report.ts';
import { Scene, type Engine, type SceneOptions } from './scene.ts';

type Perform = (progress: Progress, signal: AbortSignal) => Promise<Outcome>;

/** One run: its title, and what it does. */
export interface Run {
  readonly title: string;
  readonly perform: Perform;
}

async function inScene(options: SceneOptions, act: (scene: Scene) => Promise<Outcome>): Promise<Outcome> {
  await using scene = await Scene.create(options);
  return await act(scene);
}

/** On a MariaDB of its own, which dies. */
async function onOwnServer(options: SceneOptions, act: (scene: Scene, server: OwnMariaDb) => Promise<Outcome>): Promise<Outcome> {
  await using server = await OwnMariaDb.start();
  return await inScene({ ...options, server: server.url }, scene => act(scene, server));
}

/** What broke the control is what was to be seen; nothing broken is a failure. */
const controlled = ({ figures, violations }: Outcome): Outcome => ({
  figures: { ...figures, 'caught violations': violations.length },
  violations: violations.some(text => text.startsWith('lost')) ? [] : ['a reader of `seq > last` has lost nothing, or the checks have not seen it'],
});



/** Runs of one mode on one engine and pipe, by what tells them apart; none where there is nothing to try. */
const performs: Readonly<Record<Mode, (options: Options, engine: Engine, pipe: Pipe) => Readonly<Record<string, Perform>>>> = {
  kill: ({ events = 10_000, seed, times = 60 }, engine, pipe) => ({ '': (progress, signal) => inScene({ engine, pipe, seed, signal }, scene => killMode(scene, { kills: times, events, progress })) }),
  stop: ({ seed, times = 8 }, engine, pipe) => ({ '': (progress, signal) => inScene({ engine, pipe, seed, signal }, scene => stopMode(scene, { stops: times, progress })) }),
  database: ({ events = 2_000, seed, times = 10 }, engine, pipe) => (engine === 'sqlite' ? {} : {
    '': (progress, signal) => onOwnServer({ engine, pipe, seed, signal }, (scene, server) => databaseMode(scene, server, { restarts: times, events, progress })),
  }),
  poison: ({ events = 500, seed }, engine, pipe) => Object.fromEntries((['throw', 'die'] as const).map(does =>
    [does, (progress, signal) => inScene({ engine, pipe, seed, signal, poison: { thing: 't0', does } }, scene => poisonMode(scene, { events, progress }))] as const)),
  naive: ({ events = 2_000, seed }, engine, pipe) => (engine === 'sqlite' || pipe !== 'process' ? {} : {
    '': async (progress, signal) => controlled(await inScene({ engine, pipe, seed, signal, naive: true }, scene => naiveMode(scene, { events, progress }))),
  }),
};

/** What the options ask for. */
export function* runsOf(options: Options): Generator<Run> {
  for (const engine of options.engines) {
    for (const pipe of options.pipes) {
      for (const [kind, perform] of Object.entries(performs[options.mode](options, engine, pipe))) yield { title: [options.mode, kind, engine, pipe].filter(Boolean).join(' '), perform };
    }
  }
}
