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
  'the subject module is placed, and the policy of subject.get is changed': async ({ config }) => {
    await config.putFlag({ key: 'placement.subject', definition: flagOfPolicy({ service: 50, match: [], shadow: 0 }) as never }, call());
    await config.putSetting({ key: 'gateway.policy.subject.get', value: { tries: 3 } }, call());
  },
};
