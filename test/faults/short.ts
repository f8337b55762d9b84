import { expect } from '@jest/globals';
import type { Pipe } from './host/orders.ts';
import type { Mode } from './options.ts';
import { runsOf } from './runs.ts';
import type { Engine } from './scene.ts';
// What a test leaves behind is ended with it.
import '../running/children.ts';

/** A short run of a mode: its figures. It must break nothing; the seed of one that does is shown. */
export async function shortRun(mode: Mode, engine: Engine, pipe: Pipe, { events, times }: { readonly events?: number; readonly times?: number }, kind = ''): Promise<Readonly<Record<string, number | string>>> {
  const seed = Math.floor(Math.random() * 1_000_000);
  const [run, ...others] = [...runsOf({ modes: [mode], engines: [engine], pipes: [pipe], events, times, seed, full: false, write: false })].filter(({ title }) => title.includes(kind));
  expect(others).toEqual([]);
  const { figures, violations } = await run!.perform(() => undefined, new AbortController().signal);
  expect({ seed, violations }).toEqual({ seed, violations: [] });
  return figures;
}
