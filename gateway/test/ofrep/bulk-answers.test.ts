import { expect, test } from '@jest/globals';
import { call } from '@aurora/test/running';
import { FlagChanges, ofrepModule, StreamTokens } from '../../index.ts';

interface Bulk { readonly flags: readonly { readonly key: string; readonly value: unknown }[]; readonly eventStreams: readonly { readonly endpoint: { readonly requestUri: string } }[] }

const resolution = (key: string, value: unknown) => ({ key, value, variant: 'v', reason: 'STATIC' as const, error: null, targeting_key_missing: false, metadata: {} });

/** A config module whose flags are `flags`, in a state of their own; it notes what it is asked. */
function scripted() {
  const asked: (string | undefined)[] = [];
  const config = { state: 'one' as string | undefined, flags: [resolution('a', 1)], asked, resolveFlags: async ({ known }: { known?: string }) => {
    asked.push(known);
    if (config.state !== undefined && known === config.state) return { items: [], state: config.state, unchanged: true };
    return { items: config.flags, ...(config.state === undefined ? {} : { state: config.state }) };
  } };
  const { port } = ofrepModule({ config: config as never, changes: new FlagChanges(10), tokens: new StreamTokens([Buffer.alloc(32)]), publicUrl: undefined });
  return { config, all: (context: object = {}, ...scopes: string[]) => port['evaluateFlags']!({ context }, call({ principal: { id: 'key:web', scopes: new Set(scopes) as never } })) as Promise<Bulk> };
}

test('All flags are the same object while the config module calls them unchanged, and new ones when it does not.', async () => {
  const { all, config } = scripted();
  const first = await all();
  expect(first.flags).toEqual([{ key: 'a', value: 1, variant: 'v', reason: 'STATIC' }]);
  expect(await all()).toBe(first);
  Object.assign(config, { state: 'two', flags: [resolution('a', 2)] });
  expect((await all()).flags).toMatchObject([{ key: 'a', value: 2 }]);
  expect((await all()).flags).toMatchObject([{ key: 'a', value: 2 }]);
  expect(config.asked).toEqual([undefined, 'one', 'one', 'two']);
});

test('What is kept is for the same context and the same scopes alone.', async () => {
  const { all, config } = scripted();
  await all({ targetingKey: 'a' }, 'flags:read');
  for (const [context, scope] of [[{ targetingKey: 'b' }, 'flags:read'], [{ targetingKey: 'a' }, 'flags-web:read'], [{}, 'flags:read']] as const) await all(context, scope);
  expect(config.asked).toEqual([undefined, undefined, undefined, undefined]);
  await all({ targetingKey: 'a' }, 'flags:read');
  expect(config.asked.at(-1)).toBe('one');
});

test('Flags that say something else with time have no state, and are asked for each time.', async () => {
  const { all, config } = scripted();
  config.state = undefined;
  await all();
  config.flags = [resolution('a', 3)];
  expect((await all()).flags).toMatchObject([{ value: 3 }]);
  expect(config.asked).toEqual([undefined, undefined]);
});
