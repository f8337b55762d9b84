import { expect, test } from '@jest/globals';
import { call, onEachDatabase } from '@aurora/test/running';
import { refusal } from './codes.ts';

const server = {
  type: 'object', required: ['host'], additionalProperties: false,
  properties: { host: { type: 'string' }, port: { type: 'integer', minimum: 1, maximum: 65535 }, tags: { type: 'array', prefixItems: [{ type: 'string' }], items: false } },
};

const noSchemas: [string, unknown][] = [
  ['no schema at all', 'string'], ['a list', [{ type: 'string' }]], ['null', null], ['a type that there is not', { type: 'text' }],
  ['a misspelt keyword', { type: 'integer', minimun: 1 }], ['one with $async, which takes everything', { $async: true, type: 'string' }],
  ['one that refers to elsewhere', { $ref: 'https://example.com/schema.json' }], ['another draft', { $schema: 'http://json-schema.org/draft-07/schema#', type: 'string' }],
  ['a pattern that is none', { type: 'string', pattern: '(' }],
];

onEachDatabase('schemas', ({ deploy }) => {
  test('decide what values are taken, and every place that is wrong is named', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const made = await config.putSchema({ key: 'server', schema: server }, call());
    expect(made).toMatchObject({ key: 'server', schema: server, version: 1 });
    expect(await config.getSchema({ key: 'server' }, call())).toEqual(made);
    const { code, fields } = await refusal(config.putSetting({ key: 'server', value: { port: 0, tags: ['a', 'b'], colour: 'red' } }, call()));
    expect(code).toBe('VALIDATION_FAILED');
    expect(fields).toEqual(expect.arrayContaining([{ path: 'value', code: 'required' }, { path: 'value', code: 'additionalProperties' }, { path: 'value.port', code: 'minimum' }, { path: 'value.tags', code: 'items' }]));
    expect(await config.putSetting({ key: 'server', value: { host: 'a', port: 80 } }, call())).toMatchObject({ value: { host: 'a', port: 80 } });
    expect(await refusal(config.putSetting({ key: 'server', value: 'a', environment: 'test' }, call()))).toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  test('that present values do not fit are refused, which are not told', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    await config.changeSettings({ changes: [{ key: 'limit', value: 5 }, { key: 'limit', value: 'plenty', environment: 'test' }] }, call());
    const error = await refusal(config.putSchema({ key: 'limit', schema: { type: 'integer' } }, call()));
    expect(error).toMatchObject({ code: 'CONFLICT', details: { settings: [{ environment: 'test', service: null, fields: [{ path: 'value', code: 'type' }] }] } });
    expect(JSON.stringify(error.details)).not.toContain('plenty');
    expect(await refusal(config.getSchema({ key: 'limit' }, call()))).toMatchObject({ code: 'NOT_FOUND' });
    await config.deleteSetting({ key: 'limit', environment: 'test' }, call());
    expect(await config.putSchema({ key: 'limit', schema: { type: 'integer' } }, call())).toMatchObject({ version: 1 });
    expect((await config.listRevisions({}, call())).items.map(({ number }) => number)).toEqual([2, 1]);
  });

  test('are schemas', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    for (const [title, schema] of noSchemas) {
      const { code, fields } = await refusal(config.putSchema({ key: 'k', schema }, call()));
      expect([title, code, fields[0]!.path.split('.')[0]]).toEqual([title, 'VALIDATION_FAILED', 'schema']);
    }
  });

  test('that can never be followed refuse values and harm nothing', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    await config.putSchema({ key: 'k', schema: { $ref: '#' } }, call());
    expect(await refusal(config.putSetting({ key: 'k', value: 1 }, call()))).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ path: 'value', code: 'schema_failed' }] });
    await config.putSchema({ key: 'k', schema: true }, call());
    expect(await config.putSetting({ key: 'k', value: 1 }, call())).toMatchObject({ value: 1 });
  });

  test('may share an $id, refer to their own parts, and take the place of one another', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const schema = { $id: 'https://example.com/level', $defs: { level: { enum: ['low', 'high'] } }, $ref: '#/$defs/level' };
    await config.putSchema({ key: 'a', schema }, call());
    await config.putSchema({ key: 'b', schema }, call());
    expect(await refusal(config.putSetting({ key: 'b', value: 'middle' }, call()))).toMatchObject({ code: 'VALIDATION_FAILED' });
    await config.putSetting({ key: 'b', value: 'low' }, call());
    const wider = { ...schema, $defs: { level: { enum: ['low', 'middle', 'high'] } } };
    expect(await refusal(config.putSchema({ key: 'b', schema: wider, if_match: '"9.9"' }, call()))).toMatchObject({ code: 'STALE_VERSION' });
    expect(await refusal(config.putSchema({ key: 'c', schema, if_match: '*' }, call()))).toMatchObject({ code: 'STALE_VERSION' });
    expect(await config.putSchema({ key: 'b', schema: wider }, call())).toMatchObject({ version: 2 });
    expect(await config.putSchema({ key: 'b', schema: wider }, call())).toMatchObject({ version: 2 });
    await config.putSetting({ key: 'b', value: 'middle' }, call());
    const first = await config.listSchemas({ limit: 1 }, call());
    const second = await config.listSchemas({ limit: 1, cursor: first.next! }, call());
    expect([first, second].flatMap(page => page.items.map(item => item.key))).toEqual(['a', 'b']);
    expect(second.next).toBeNull();
  });

  test('and values that do not fit them never both get in', async () => {
    await using deployment = await deploy();
    const hosts = await Promise.all([deployment.host(['config']), deployment.host(['config'])]);
    for (let round = 0; round < 10; round += 1) {
      const key = `k${round}`;
      const [schema, value] = await Promise.allSettled([
        hosts[0]!.ports.config.putSchema({ key, schema: { type: 'integer' } }, call()), hosts[1]!.ports.config.putSetting({ key, value: 'text' }, call()),
      ]);
      expect([schema.status, value.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    }
  });
});
