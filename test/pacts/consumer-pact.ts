import type { Contract, Port, Scope } from '@aurora/kernel';
import type { StoredEvent } from '@aurora/platform/events';
import { contextHeaders, createRemotePort } from '@aurora/platform/ports';
import { Target } from '@aurora/platform/upstream';
import type { Pact } from '@pact-foundation/pact';
import { like } from '@pact-foundation/pact/src/v3/matchers.js';
import { OneInstance } from './one-instance.ts';
import { tokenText } from './presented.ts';

type Asked = ReturnType<Pact['addInteraction']>;
type Answered = ReturnType<ReturnType<Asked['withRequest']>['willRespondWith']>;
type Awaited = ReturnType<Pact['addAsynchronousInteraction']>;
type Described = ReturnType<Awaited['expectsToReceive']>;

/** What one consumer needs of one provider, as its tests say it: a part is agreed once the consumer's own code has been content with it. */
export class ConsumerPact {
  readonly #consumer: string;
  readonly #pact: Pact;
  #broken = 0;

  constructor(consumer: string, pact: Pact) {
    this.#consumer = consumer;
    this.#pact = pact;
  }

  /** How many parts the consumer's code, or the mock of the provider, was not content with. */
  get broken(): number {
    return this.#broken;
  }

  /** Headers of a query on behalf of somebody who has `scopes`. */
  query(...scopes: readonly Scope[]): Record<string, string> {
    return { authorization: `Bearer ${tokenText({ caller: this.#consumer, scopes })}` };
  }

  /** Headers of a command, which has a name of its own besides. */
  command(...scopes: readonly Scope[]): Record<string, string> {
    return { ...this.query(...scopes), [contextHeaders.commandId]: like('a-command') as unknown as string };
  }

  /** Says by `agree` what is asked and answered, and has `use` ask it through the port that the consumer holds in another process. */
  async calls<C extends Contract, Answer>(contract: C, agree: (interaction: Asked) => Answered, use: (port: Port<C>) => Promise<Answer>): Promise<Answer> {
    return this.#noting(async () => {
      const outcome = await agree(this.#pact.addInteraction()).executeTest(async ({ url }) => {
        const target = new Target({ name: contract.module, members: new OneInstance(url), capacity: 10 });
        try {
          // What `use` comes to is looked at outside: Pact tells of what was asked wrongly first.
          return await Promise.allSettled([use(createRemotePort(contract, { target, token: ({ principal }) => tokenText({ caller: this.#consumer, scopes: [...principal.scopes] }) }))]);
        } finally {
          await target.close();
        }
      });
      const [settled] = outcome!;
      if (settled.status === 'rejected') throw settled.reason;
      return settled.value;
    });
  }

  /** Says by `agree` what an event is like, and has `use` take it. */
  async hears(agree: (message: Awaited) => Described, use: (event: StoredEvent) => Promise<void>): Promise<void> {
    await this.#noting(() => agree(this.#pact.addAsynchronousInteraction()).executeTest(({ contents }) => use(contents.content as unknown as StoredEvent)));
  }

  async #noting<Outcome>(work: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await work();
    } catch (error) {
      this.#broken += 1;
      throw error;
    }
  }
}
