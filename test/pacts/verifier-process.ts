import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { contextHeaders } from '@aurora/platform/ports';
import { Verifier } from '@pact-foundation/pact';
import { tokenIn } from './presented.ts';
import type { Job, Question, Reply, Result } from './verifier.ts';

const waiting = new Map<number, PromiseWithResolvers<never>>();

/** What the parent process answers. */
function ask(kind: Question['kind'], about: string): Promise<never> {
  const number = waiting.size;
  const asked = Promise.withResolvers<never>();
  waiting.set(number, asked);
  process.send!({ number, kind, about } satisfies Question);
  return asked.promise;
}

const asking = (kind: Question['kind'], names: readonly string[]) => Object.fromEntries(names.map(name => [name, () => ask(kind, name)]));

/** Puts a token where the pact says who asks, and gives commands names of their own: the pact has one for all. */
async function admit({ headers }: IncomingMessage, next: () => void): Promise<void> {
  if (headers[contextHeaders.commandId]) headers[contextHeaders.commandId] = randomUUID();
  const text = tokenIn(headers.authorization);
  if (text !== undefined) headers.authorization = `Bearer ${await ask('token', text)}`;
  next();
}

async function verify({ file, messages, provider, states, url }: Job): Promise<void> {
  const verifier = new Verifier({
    provider, providerBaseUrl: url, pactUrls: [file], logLevel: 'error', stateHandlers: asking('state', states), messageProviders: asking('message', messages),
    requestFilter: (request, _response, next) => { void admit(request, next); },
  });
  const result = await verifier.verifyProvider().catch((error: Error) => error.message);
  process.send!({ result: String(result) } satisfies Result);
}

process.on('message', (message: Job | Reply) => {
  if ('file' in message) return void verify(message);
  const { number, error, value } = message;
  const asked = waiting.get(number)!;
  if (error === undefined) asked.resolve(value as never);
  else asked.reject(new Error(error));
});
process.once('disconnect', () => process.exit());
