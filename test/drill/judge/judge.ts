import { Readers } from '../../running/readers.ts';
import { CommandFailed, RunningCommand } from '../command.ts';
import type { Place } from './place.ts';

/** Evidence as an operator asks for it by default, but for the shares of the callers, who are few here. */
const plan = ['--steps', '10,100', '--patience', '120s'];

/** What the command has made of a service. */
export interface Judgement {
  /** Where it was found worse; `well` if it was not. */
  readonly found: 'shadow' | 'first step' | 'later' | 'well';
  /** What the command said of it. */
  readonly why: string;
  /** Seconds until it was found, or had taken over. */
  readonly seconds: number;
  /** Requests of clients, and those that were not answered with 200. */
  readonly requests: number;
  readonly failed: number;
}

/** Takes subject out while callers read; afterwards it is in the monolith again. */
export async function judge(place: Place, signal: AbortSignal): Promise<Judgement> {
  await using readers = new Readers(place.urls, place.tokens, 150);
  const began = performance.now();
  let stage = '', share = 0;
  const command = new RunningCommand(['extract', 'subject', '--json', ...plan], place.env, line => {
    const told = JSON.parse(line) as { readonly stage: string; readonly share?: number };
    // What goes back tells nothing of where it was found.
    if (told.stage === 'returning' || told.stage === 'monolith') return;
    ({ stage } = told);
    share = told.share ?? share;
  });
  signal.addEventListener('abort', () => void command.kill(), { once: true });
  const why = await command.done.then(() => undefined, (error: unknown) => {
    if (!(error instanceof CommandFailed)) throw error;
    return error.message.replace(/^.*has ended with 1: (?:aurora: )?/s, '');
  });
  signal.throwIfAborted();
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  if (why === undefined) await new RunningCommand(['extract', 'subject', '--back', '--json'], place.env).done;
  const statuses = await readers.end();
  const requests = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  const found = why === undefined ? 'well' : stage === 'shadow' ? 'shadow' : stage === 'canary' && share < 100 ? 'first step' : 'later';
  return { found, why: why ?? '', seconds, requests, failed: requests - (statuses.get(200) ?? 0) };
}
