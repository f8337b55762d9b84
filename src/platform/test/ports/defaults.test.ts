import { describe, expect, test } from '@jest/globals';
import { AuroraError, defineContract, query, type AnyPort, type CallContext, type ErrorCode } from '@aurora/kernel';
import { withDefaults } from '@aurora/platform/ports';
import { z } from 'zod';

const spec = { method: 'GET', path: '/size', summary: 'Size', scope: null, input: z.strictObject({ least: z.int().default(3) }), output: z.object({ size: z.int() }) } as const;
const contract = defineContract({
  module: 'boxes', version: 1, title: 'Boxes', events: [],
  operations: { size: query({ ...spec, fallback: ({ least }: { readonly least: number }) => (least < 0 ? undefined : { size: least }) }), weight: query({ ...spec, path: '/weight' }) },
});
const context: CallContext = { correlationId: 'test', traceparent: undefined, principal: { id: 'user:anna', scopes: new Set() }, caller: undefined, deadline: Infinity, commandId: undefined, placements: {} };

const failing = (code: ErrorCode): AnyPort => {
  const fail = async (): Promise<never> => { throw new AuroraError(code); };
  return withDefaults(contract, { size: fail, weight: fail });
};

describe('an operation with a default', () => {
  test.each(['BAD_GATEWAY', 'UNAVAILABLE', 'DEADLINE_EXCEEDED'] as const)('answers with it at %s', async code => {
    expect(await failing(code)['size']!({}, context)).toEqual({ size: 3 });
    expect(await failing(code)['size']!({ least: 7 }, context)).toEqual({ size: 7 });
  });

  test('rejects where the contract has none for the input, at other errors, and beside it', async () => {
    await expect(failing('UNAVAILABLE')['size']!({ least: -1 }, context)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(failing('NOT_FOUND')['size']!({}, context)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(failing('UNAVAILABLE')['weight']!({}, context)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('has no copies that could stand in for it as well', () => {
    const both = { cached: query({ ...spec, cache: { perPrincipal: false, shared: { maxAge: 5 } }, fallback: () => ({ size: 1 }) }) };
    expect(() => defineContract({ module: 'boxes', version: 1, title: 'Boxes', events: [], operations: both })).toThrow('boxes.cached');
  });
});
