import { randomUUID } from 'node:crypto';
import { flagOfPolicy } from '@aurora/platform/placement';
import { call } from '@aurora/test/running';
import type { Ports, States } from './state.ts';

async function newKey({ config }: Ports, expires_at?: string): Promise<{ id: string }> {
  return { id: (await config.createKey({ name: 'ci', scopes: ['subject:read'], ...(expires_at === undefined ? {} : { expires_at }) }, call())).id };
}

export const configStates: States = {
  'an API key that ends': ports => newKey(ports, '2099-01-01T00:00:00.000Z'),
  'a revoked API key': async ports => {
    const { id } = await newKey(ports);
    await ports.config.revokeKey({ id }, call());
    return { id };
  },
  'no API key': async () => ({ id: '0'.repeat(12) }),
  'a revoked token and a revoked principal': async ({ config }) => {
    await config.revokeToken({ jti: randomUUID() }, call());
    await config.revokeToken({ subject: `user:${randomUUID()}` }, call());
  },
  'the flag new-search is on': async ({ config }) => {
    await config.putFlag({ key: 'new-search', definition: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on', metadata: { owner: 'web' } } }, call());
  },
  'the flag rollout goes by percentages': async ({ config }) => {
    await config.putFlag({ key: 'rollout', definition: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { fractional: [['on', 50], ['off', 50]] } } }, call());
  },
  'no flag called no-such-flag': async () => undefined,
  'page.size is set for all, and for timetable in test': async ({ config }) => {
    const { revision } = await config.changeSettings({ changes: [{ key: 'page.size', value: 10 }, { key: 'page.size', value: 25, environment: 'test', service: 'timetable' }] }, call());
    await config.putTag({ name: 'agreed', revision, move: true }, call());
  },
  'no revision called no-such-name': async () => undefined,
  'the subject module is placed, and the policy of subject.get is changed': async ({ config }) => {
    await config.putFlag({ key: 'placement.subject', definition: flagOfPolicy({ service: 50, match: [], shadow: 0 }) as never }, call());
    await config.putSetting({ key: 'gateway.policy.subject.get', value: { tries: 3 } }, call());
  },
};
