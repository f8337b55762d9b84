import { expect, test } from '@jest/globals';
import { call, onEachDatabase } from '@aurora/test/running';

const metaschema = 'https://json-schema.org/draft/2020-12/schema';

onEachDatabase('odd schemas', ({ deploy }) => {
  test('two of the same $id do not stand in for each other', async () => {
    await using deployment = await deploy();
    const { config } = (await deployment.host(['config'])).ports;
    const inner = (type: string) => ({ $defs: { inner: { $id: 'https://example.edu/inner', type } }, $ref: 'https://example.edu/inner' });
    await config.putSchema({ key: 'number', schema: inner('integer') }, call());
    await config.putSchema({ key: 'text', schema: inner('string') }, call());
    await config.changeSettings({ changes: [{ key: 'number', value: 1 }, { key: 'text', value: 'one' }] }, call());
    await expect(config.putSetting({ key: 'number', value: 'one' }, call())).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(config.putSetting({ key: 'text', value: 1 }, call())).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  test('none takes the place of the schema of schemas', async () => {
    await using deployment = await deploy();
    const { config } = (await deployment.host(['config'])).ports;
    await expect(config.putSchema({ key: 'limit', schema: { $id: metaschema, type: 'integer' } }, call())).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await config.putSchema({ key: 'limit', schema: { $schema: metaschema, type: 'integer' } }, call());
    await expect(config.putSchema({ key: 'limit', schema: { type: 'number of sorts' } }, call())).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(config.putSetting({ key: 'limit', value: 'one' }, call())).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  test('an anchor is followed', async () => {
    await using deployment = await deploy();
    const { config } = (await deployment.host(['config'])).ports;
    await config.putSchema({ key: 'limit', schema: { $defs: { limit: { $anchor: 'limit', type: 'integer' } }, $ref: '#limit' } }, call());
    await config.putSetting({ key: 'limit', value: 1 }, call());
    await expect(config.putSetting({ key: 'limit', value: 'one' }, call())).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });
});
