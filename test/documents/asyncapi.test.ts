import { describe, expect, test } from '@jest/globals';
import specification from '@asyncapi/specs/schemas/3.0.0-without-$id.json' with { type: 'json' };
import { defineContract, defineEvent } from '@aurora/kernel';
import { contractOf, moduleNames } from '@aurora/test/running';
import { Ajv } from 'ajv';
import { z } from 'zod';
import { asyncApi } from '@aurora/platform/documents';

const ajv = new Ajv({ strict: false, validateFormats: false });
const isAsyncApi = ajv.compile(specification);
const contracts = await Promise.all(moduleNames.map(contractOf));
const document = asyncApi({ contracts, title: 'Aurora' });

describe('the document of all events', () => {
  test('is AsyncAPI 3', () => {
    expect([isAsyncApi(document), isAsyncApi.errors]).toEqual([true, null]);
    expect(isAsyncApi({ ...document, channels: { a: { address: 1 } } })).toBe(false);
  });

  test('has every event of every module at its exchange, with its data', () => {
    for (const { events, module } of contracts) {
      const channel = document.channels[`aurora.${module}`] as { messages: object } | undefined;
      expect(Object.keys(channel?.messages ?? {})).toEqual(events.map(({ name }) => name));
    }
    expect(document.components.schemas['SubjectDeleted']).toMatchObject({ properties: { event_type: { const: 'subject.deleted.v1' }, event_data: { properties: { id: { type: 'integer' }, code: { type: 'string' } } } } });
  });

  test('is the same for equal contracts, and leaves out a module that tells of nothing', () => {
    expect(JSON.stringify(asyncApi({ contracts, title: 'Aurora' }))).toBe(JSON.stringify(document));
    const silent = defineContract({ module: 'silent', version: 1, title: 'Silent', operations: {}, events: [] });
    const BoxOpened = defineEvent({ name: 'BoxOpened', aggregate: 'box', verb: 'opened', version: 2, data: z.object({ id: z.int() }) });
    const boxes = defineContract({ module: 'boxes', version: 3, title: 'Boxes', operations: {}, events: [BoxOpened] });
    expect(Object.keys(asyncApi({ contracts: [silent, boxes], title: 'x' }).channels)).toEqual(['aurora.boxes']);
    expect(asyncApi({ contracts: [silent, boxes], title: 'x' }).info).toMatchObject({ version: '3' });
  });
});
