import { eventsContract } from '@aurora/platform/events';
import { call, contractOf, Deployment, moduleNames, type ModuleName } from '@aurora/test/running';
import { readPact, type AgreedPact } from './agreed.ts';
import { mismatchesIn } from './mismatches.ts';
import { presentedIn } from './presented.ts';
import { statesOf, type Ports } from './states/index.ts';
import { Verifier } from './verifier.ts';

/** Who calls, for each module: somebody who may call its internal operations too. */
const callers: Readonly<Record<ModuleName, string>> = { config: 'gateway', subject: 'syllabus', file: 'syllabus', syllabus: 'gateway' };

/** The real modules in a process of their own, and what verifies pacts against them. Dispose of it with `await using`. */
export class Provider implements AsyncDisposable {
  readonly #deployment: Deployment;
  readonly #url: string;
  readonly #ports: Ports;
  readonly #verifier = new Verifier();

  private constructor(deployment: Deployment, url: string, ports: Ports) {
    this.#deployment = deployment;
    this.#url = url;
    this.#ports = ports;
  }

  static async start(): Promise<Provider> {
    await using opening = new AsyncDisposableStack();
    const deployment = opening.use(await Deployment.create());
    const { url } = await deployment.process(moduleNames);
    const ports: Partial<Record<ModuleName, unknown>> = {};
    for (const name of moduleNames) ports[name] = await deployment.remotePort(await contractOf(name), url, callers[name]);
    opening.move();
    return new Provider(deployment, url, ports as Ports);
  }

  /** Everything in which the module falls short of the pact in `file`, a line each. Throws where the pact speaks of a state or an event that the module has not. */
  async verify(file: string): Promise<string[]> {
    const pact = await readPact(file);
    const provider = pact.provider.name as ModuleName;
    const states = statesOf[provider];
    const wanted = [...new Set(pact.interactions.flatMap(({ providerStates = [] }) => providerStates.map(({ name }) => name)))];
    const unknown = wanted.filter(name => !(name in states));
    if (unknown.length > 0) throw new Error(`test/pacts/states/${provider}.ts does not know: ${unknown.join(', ')}.`);
    const events = await this.#eventsIn(pact);
    // Pact goes on where a state could not be made.
    const unmade: string[] = [];
    const result = await this.#verifier.verify({ file, provider, url: this.#url, states: wanted, messages: [...events.keys()] }, {
      state: async name => {
        try {
          return await states[name]!(this.#ports, this.#deployment) ?? {};
        } catch (error) {
          unmade.push(`the state "${name}" could not be made: ${(error as Error).message}`);
          throw error;
        }
      },
      message: async name => events.get(name)!(),
      token: text => {
        const { caller, scopes } = presentedIn(text);
        return this.#deployment.serviceToken({ audience: provider, caller, principal: { id: 'user:anna', scopes: new Set(scopes) } });
      },
    });
    return [...mismatchesIn(result), ...unmade];
  }

  /** For each message how to read the last event of its name, which the state has made happen; as the consumer reads it in another process. */
  async #eventsIn({ consumer, interactions, provider }: AgreedPact): Promise<ReadonlyMap<string, () => Promise<unknown>>> {
    const contract = await contractOf(provider.name as ModuleName);
    const port = await this.#deployment.remotePort(eventsContract(provider.name), this.#url, consumer.name);
    const messages = interactions.filter(({ type }) => type === 'Asynchronous/Messages');
    return new Map(messages.map(({ description }) => {
      const definition = contract.events.find(({ name }) => name === description);
      if (!definition) throw new Error(`${provider.name} has no event ${description}.`);
      return [description, async () => (await port.eventsAfter({ after: 0, limit: 1_000 }, call())).items.findLast(event => event.event_type === definition.type)];
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#verifier[Symbol.asyncDispose]();
    await this.#deployment[Symbol.asyncDispose]();
  }
}
