import { OwnMariaDb } from '../running/own-mariadb.ts';
import { OwnRabbitMq } from '../running/own-rabbitmq.ts';
import { brokerMode } from './modes/broker.ts';
import { databaseMode } from './modes/database.ts';
import { killMode } from './modes/kill.ts';
import { naiveMode } from './modes/naive.ts';
import { poisonMode } from './modes/poison.ts';
import { stopMode } from './modes/stop.ts';
import { switchMode } from './modes/switch.ts';
import type { Mode, Options } from './options.ts';
import type { Outcome, Progress } from './report.ts';
import { Scene, type SceneOptions } from './scene.ts';

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

/** How large a run is: how often its fault is made, and how many events are written meanwhile, at least. */
interface Size { readonly times: number; readonly events: number }

/** What is run by default, and what the goals ask for. */
const sizes: Readonly<Record<Mode, readonly [usual: Size, full: Size]>> = {
  kill: [{ times: 60, events: 10_000 }, { times: 500, events: 50_000 }],
  stop: [{ times: 8, events: 0 }, { times: 50, events: 0 }],
  database: [{ times: 10, events: 2_000 }, { times: 20, events: 5_000 }],
  switch: [{ times: 20, events: 2_000 }, { times: 100, events: 10_000 }],
  broker: [{ times: 10, events: 1_000 }, { times: 100, events: 10_000 }],
  poison: [{ times: 10, events: 500 }, { times: 10, events: 2_000 }],
  naive: [{ times: 1, events: 2_000 }, { times: 1, events: 2_000 }],
};

type Act = (scene: Scene, progress: Progress) => Promise<Outcome>;
const inPlace = (options: SceneOptions, act: Act): Perform => (progress, signal) => inScene({ ...options, signal }, scene => act(scene, progress));

/** Runs of one mode on one engine and pipe, by what tells them apart; none where there is nothing to try. */
const performs: Readonly<Record<Mode, (scene: SceneOptions, size: Size) => Readonly<Record<string, Perform>>>> = {
  kill: (scene, { events, times }) => ({ '': inPlace(scene, (on, progress) => killMode(on, { kills: times, events, progress })) }),
  stop: (scene, { times }) => ({ '': inPlace(scene, (on, progress) => stopMode(on, { stops: times, progress })) }),
  database: (scene, { events, times }) => (scene.engine === 'sqlite' ? {} : {
    '': (progress, signal) => onOwnServer({ ...scene, signal }, (on, server) => databaseMode(on, server, { restarts: times, events, progress })),
  }),
  switch: (scene, { events, times }) => (scene.pipe !== 'process' ? {} : { '': inPlace({ ...scene, switched: true }, (on, progress) => switchMode(on, { switches: times, events, progress })) }),
  broker: (scene, { events, times }) => (scene.pipe !== 'rabbitmq' ? {} : { '': inPlace(scene, (on, progress) => brokerMode(on, { times, events, progress })) }),
  poison: (scene, { events, times }) => Object.fromEntries((['throw', 'die'] as const).map(does => [does, inPlace({ ...scene, poison: { thing: 't0', does } }, (on, progress) => poisonMode(on, { events, tries: times, progress }))] as const)),
  naive: (scene, { events }) => (scene.engine === 'sqlite' || scene.pipe !== 'process' ? {} : {
    '': async (progress, signal) => controlled(await inScene({ ...scene, signal, naive: true }, on => naiveMode(on, { events, progress }))),
  }),
};

/** What the options ask for. */
export function* runsOf({ engines, events, full, modes, pipes, seed, times }: Options): Generator<Run> {
  for (const mode of modes) {
    const size = sizes[mode][full ? 1 : 0];
    for (const engine of engines) {
      for (const pipe of pipes) {
        if (pipe === 'rabbitmq' && !OwnRabbitMq.installed) continue;
        for (const [kind, perform] of Object.entries(performs[mode]({ engine, pipe, seed }, { times: times ?? size.times, events: events ?? size.events }))) {
          yield { title: [mode, kind, engine, mode === 'switch' || mode === 'broker' ? '' : pipe].filter(Boolean).join(' '), perform };
        }
      }
    }
  }
}
