import type { configContract } from '@aurora/config/contract';
import { AuroraError, type CallContext, type Handlers, type OutputOf, type Port } from '@aurora/kernel';
import { createLocalPort } from '@aurora/platform/ports';
import { ofrepContract, ofrepPrefix, type OfrepBulkEvaluation, type OfrepEvaluation } from './contract.ts';
import { BulkAnswers } from './bulk-answers.ts';
import type { FlagChanges } from './flag-changes.ts';
import type { StreamTokens } from './stream-tokens.ts';

type Contract = typeof ofrepContract;
type ConfigPort = Pick<Port<typeof configContract>, 'resolveFlags'>;
type Resolution = OutputOf<typeof configContract.operations.resolveFlags>['items'][number];

export interface OfrepOptions {
  readonly config: ConfigPort;
  readonly changes: FlagChanges;
  readonly tokens: StreamTokens;
  /** Where clients reach the front; undefined, wherever they do. */
  readonly publicUrl: string | undefined;
}

function evaluation({ error, key, metadata, reason, targeting_key_missing, value, variant }: Resolution): OfrepEvaluation {
  const known = Object.keys(metadata).length === 0 ? { key } : { key, metadata };
  if (reason === 'ERROR') return { ...known, errorCode: targeting_key_missing ? 'TARGETING_KEY_MISSING' : 'PARSE_ERROR', errorDetails: error ?? 'The flag cannot be evaluated.' };
  return variant === null ? { ...known, reason } : { ...known, reason, variant, value };
}

/** The protocol, answered by the config module. */
export function createOfrepPort({ changes, config, publicUrl, tokens }: OfrepOptions): Port<Contract> {
  const base = publicUrl === undefined ? undefined : new URL(publicUrl);
  const path = `${base?.pathname.replace(/\/+$/, '') ?? ''}${ofrepPrefix}/events`;

  const eventStreams = ({ principal }: CallContext, since: number): Pick<OfrepBulkEvaluation, 'eventStreams'> => (changes.enabled
    ? { eventStreams: [{ type: 'sse', endpoint: { ...(base ? { origin: base.origin } : {}), requestUri: `${path}?token=${tokens.issue(principal.id)}&since=${since}` } }] }
    : {});

  const answers = new BulkAnswers();

  const handlers: Handlers<Contract> = {
    evaluateFlag: async ({ key, context: asked }, context) => {
      const found = evaluation((await config.resolveFlags({ key, context: asked }, context)).items[0]!);
      if (found.errorCode !== undefined) throw new AuroraError('VALIDATION_FAILED', found.errorDetails, { details: { ofrep: found.errorCode } });
      return found;
    },
    evaluateFlags: async ({ context: asked }, context) => {
      // Before the flags are: what changes meanwhile is told of by the stream.
      const since = changes.revision;
      const key = BulkAnswers.keyOf(context.principal, asked);
      const known = answers.stateOf(key);
      const { items, state, unchanged } = await config.resolveFlags({ context: asked, ...(known === undefined ? {} : { known }) }, context);
      // It has been pushed out meanwhile, by answers to others.
      const flags = unchanged === true ? answers.flagsOf(key, state!) ?? (await config.resolveFlags({ context: asked }, context)).items.map(evaluation) : items.map(evaluation);
      const answer = { flags, ...eventStreams(context, since) };
      return state === undefined ? answer : answers.same(key, state, answer);
    },
    flagEvents: ({ last_event_id, since, token }) => {
      const holder = tokens.verify(token);
      if (holder === undefined) throw new AuroraError('UNAUTHENTICATED', 'The token of the event stream does not count, or not any more: a new one comes with the next evaluation.');
      return changes.stream(holder, last_event_id ?? String(since));
    },
  };
  // What is answered to all flags has the contract's form as it is made, and stays the same object while it says the same.
  return { ...createLocalPort(ofrepContract, handlers), evaluateFlags: async (input, context) => handlers.evaluateFlags(input as never, context) };
}
