import { describe, expect, test } from '@jest/globals';
import { call, Deployment } from '@aurora/test/running';
import { refusal } from './codes.ts';

const clear = [
  ['smtp.password', 'hunter2'], ['clientSecret', 'abc'], ['payment.api_key', 'k'], ['database.url', 'mysql://root:hunter2@db/main'],
  ['tls', { key: '-----BEGIN EC PRIVATE KEY-----\nMHc' }], ['smtp', { host: 'mail', Password: 'hunter2' }], ['tokens', [{ token: 'x' }]], ['keys.secret', ['env:A', 'b']],
] as const;

const referred = [
  ['smtp.password', 'env:SMTP_PASSWORD'], ['smtp.password', 'file:/run/secrets/smtp'], ['smtp', { host: 'mail', password: 'env:SMTP_PASSWORD' }], ['smtp.password', ''],
  ['database.url', 'mysql://db/main'], ['require_token', true], ['note', 'the password is elsewhere'],
] as const;

describe('secrets', () => {
  test('35 are refused in the clear, and where they stand is said without saying them', async () => {
    await using deployment = await Deployment.create();
    const { ports: { config } } = await deployment.host(['config']);
    for (const [key, value] of clear) {
      const error = await refusal(config.putSetting({ key, value }, call()));
      expect([key, error.code, error.fields[0]?.code]).toEqual([key, 'VALIDATION_FAILED', 'secret_in_clear']);
      expect(JSON.stringify(error)).not.toContain('hunter2');
    }
    expect((await refusal(config.putSetting({ key: 'smtp', value: { password: 'hunter2' } }, call()))).fields).toEqual([{ path: 'value.password', code: 'secret_in_clear' }]);
    expect((await refusal(config.changeSettings({ changes: [{ key: 'a', value: 1 }, { key: 'password', value: 'hunter2' }] }, call()))).fields).toEqual([{ path: 'changes.1.value', code: 'secret_in_clear' }]);
    expect(await deployment.sql('config', 'select * from setting')).toEqual([]);
  });

  test('34 are stored as references, which nobody here follows', async () => {
    await using deployment = await Deployment.create();
    const { ports: { config } } = await deployment.host(['config']);
    process.env['SMTP_PASSWORD'] = 'hunter2';
    try {
      for (const [key, value] of referred) {
        await config.putSetting({ key, value }, call());
        expect((await config.getSetting({ key }, call())).value).toEqual(value);
      }
    } finally {
      delete process.env['SMTP_PASSWORD'];
    }
  });
});
