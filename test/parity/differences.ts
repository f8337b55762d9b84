import type { ModuleName } from '@aurora/test/running';
import { call } from '@aurora/test/running';
import type { Stage } from './stage.ts';

/** Commands that answer a secret, once: a repeat is refused, since the secret is not kept. */
export const shownOnce: ReadonlySet<string> = new Set(['config.createKey']);

/** Something that a caller in the same process sees otherwise than a caller in another. Beyond this list there is nothing. */
export interface Difference {
  readonly title: string;
  readonly why: string;
  readonly module: ModuleName;
  /** A call that shows it: what came of it, as one value. */
  readonly show: (ports: Stage['ports']) => Promise<unknown>;
  readonly local: unknown;
  readonly remote: unknown;
}

const codeOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'answered', (error: { code?: unknown }) => error.code);
const nobody: { readonly id: string; readonly scopes: ReadonlySet<never> } = { id: 'user:nobody', scopes: new Set() };

export const differences: readonly Difference[] = [
  {
    title: 'inputs are not validated', why: 'Who calls has validated at the edge, or is our own code with types; in development and tests the wire port checks every call.',
    module: 'subject', local: 'NOT_FOUND', remote: 'VALIDATION_FAILED', show: ({ subject }) => codeOf(subject.get({ id: -1 }, call())),
  },
  {
    title: 'inputs are taken as they are: not trimmed', why: 'The same: what the schema would change is left to who calls.',
    module: 'subject', local: ' Logic ', remote: 'Logic', show: async ({ subject }) => (await subject.create({ name: ' Logic ', code: 'L 1' }, call())).name,
  },
  {
    title: 'scopes are not checked', why: 'The principal was authorised where the request came in; between modules of one process nobody forges a context.',
    module: 'subject', local: 'NOT_FOUND', remote: 'FORBIDDEN', show: ({ subject }) => codeOf(subject.get({ id: 999 }, call({ principal: nobody }))),
  },
  {
    title: 'a deadline does not cut a call off', why: 'Nothing is waited for on the way; what may take long, such as a lock, has limits of its own.',
    module: 'subject', local: 'NOT_FOUND', remote: 'DEADLINE_EXCEEDED', show: ({ subject }) => codeOf(subject.get({ id: 999 }, call({ deadline: Date.now() - 1 }))),
  },
  {
    title: 'a parameter of the path may hold what no path can carry', why: 'An encoded slash means different things to different hops, so every one of ours refuses it.',
    module: 'subject', local: 'answered', remote: 'MALFORMED_REQUEST', show: ({ subject }) => codeOf(subject.release({ id: 1, holder: 'a/b' }, call({ caller: 'syllabus' }))),
  },
  {
    title: 'times of content are known to the millisecond', why: 'Last-Modified has seconds.',
    module: 'file', local: false, remote: true,
    async show({ file }) {
      for (;;) {
        const { id, created_at } = await file.upload({ name: 'a.txt', content: { async *[Symbol.asyncIterator]() { yield Buffer.from('text'); } } }, call());
        if (created_at.endsWith('.000Z')) continue;
        const link = Object.fromEntries(new URL((await file.url({ id }, call())).url).searchParams) as Record<'disposition' | 'exp' | 'digest' | 'sig', string>;
        return (await file.download({ id, ...link }, call())).modified % 1000 === 0;
      }
    },
  },
];
