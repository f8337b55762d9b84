import { describe, expect, test } from '@jest/globals';
import { headerOf } from '../../../upstreams/behaviour.ts';
import { rawAnswer } from '../../raw.ts';
import { GatewayBefore } from './gateway-before.ts';

const services = new GatewayBefore('services'), legacy = new GatewayBefore('legacy');
const ways: readonly (readonly [way: string, at: GatewayBefore, path: string])[] =
  [['to a service', services, '/api/v1/subjects/1'], ['to the legacy application', legacy, '/api/v1/subjects/1'], ['to a path that is only passed through', legacy, '/anything']];
const trace = '4bf92f3577b34da6a3ce929d0e0e4736', span = '00f067aa0ba902b7', state = 'vendor=1';
const valid = `00-${trace}-${span}-01`;

/** What the upstream is told of a trace where a client sends these lines. */
async function told(at: GatewayBefore, path: string, ...lines: readonly string[]): Promise<readonly (string | undefined)[]> {
  const head = [`GET ${path} HTTP/1.1`, 'Host: a', `Authorization: Bearer ${at.token('reader')}`, ...lines].join('\r\n');
  expect(await rawAnswer(at.url, `${head}\r\n\r\n`)).toMatchObject({ status: 200 });
  const seen = await at.seen();
  expect(seen).toHaveLength(1);
  return ['traceparent', 'tracestate'].map(name => headerOf(seen[0]!, name));
}

const invalid: readonly (readonly [what: string, ...lines: readonly string[]])[] = [
  ['of no form', 'traceparent: nonsense'], ['that is empty', 'traceparent:'], ['in capitals', `traceparent: ${valid.toUpperCase()}`], ['of version ff', `traceparent: ff-${trace}-${span}-01`], ['with less than there must be', `traceparent: 00-${trace}-${span}`],
  ['with more than there is', `traceparent: ${valid}-more`], ['of a trace of zeros', `traceparent: 00-${'0'.repeat(32)}-${span}-01`], ['of a span of zeros', `traceparent: 00-${trace}-${'0'.repeat(16)}-01`], ['beside another', `traceparent: ${valid}`, `traceparent: ${valid}`],
];

describe.each(ways)('%s', (_, at, path) => {
  test('51 a valid traceparent goes on, with its tracestate', async () => {
    expect(await told(at, path, `traceparent: ${valid}`, `tracestate: ${state}`, 'tracestate: other=2')).toEqual([valid, `${state}, other=2`]);
  });

  test('51 a tracestate alone is of no trace', async () => {
    expect(await told(at, path, `tracestate: ${state}`)).toEqual([undefined, undefined]);
  });

  test.each(invalid)('51 a traceparent %s is not passed on, nor its tracestate', async (_what, ...lines) => {
    expect(await told(at, path, ...lines, `tracestate: ${state}`)).toEqual([undefined, undefined]);
  });
});
