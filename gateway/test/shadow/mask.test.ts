import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { json } from './json.ts';
import { answering, task, workbench } from './workbench.ts';

/** A difference between `primary` and `shadow` as it is shown. */
async function shown(primary: unknown, shadow: unknown, target = 'GET /things') {
  const { shadow: comparison, told } = workbench();
  comparison.offer(task(answering(json(shadow)), { primary: json(primary), target }));
  await until(async () => told.length);
  return told[0]!;
}

const values = async (primary: unknown, shadow: unknown) => (await shown(primary, shadow)).differences.flatMap(({ monolith, service }) => [monolith, service]);

test.each(['client_secret', 'access_token', 'password', 'password_hash', 'signature', 'api_key', 'Authorization'])('The value of a field named %s is never shown.', async name => {
  expect(await values({ [name]: 'sesame' }, { [name]: 'open' })).toEqual(['***', '***']);
  expect(await values({ [name]: { inside: 'sesame' } }, { [name]: { inside: 'open' } })).toEqual(['***', '***']);
  expect(await values({ within: { [name]: 'sesame', id: 1 } }, {})).toEqual([`{"${name}":"***","id":1}`, undefined]);
});

test.each([
  ['https://files.example/a/b?exp=1&sig=abc', 'https://files.example/a/b?…'],
  ['/api/v1/files/1/content?sig=abc', '/api/v1/files/1/content?…'],
  ['</subjects?cursor=abc>; rel="next"', '</subjects?…>; rel="next"'],
  ['two: https://a.example/?a=1, https://b.example/?b=2', 'two: https://a.example/?… https://b.example/?…'],
  ['https://a.example/#access_token=abc', 'https://a.example/#…'],
  ['mysql://aurora:sesame@127.0.0.1/x', 'mysql://***@127.0.0.1/x'],
  ['pass/fail? No.', 'pass/fail? No.'],
])('%s is shown as %s.', async (text, seen) => {
  expect(await values({ link: text }, { link: 'x' })).toEqual([seen, 'x']);
  expect((await values({ links: [{ href: text }] }, {}))[0]).toBe(JSON.stringify([{ href: text }]).replace(text.replaceAll('"', '\\"'), seen.replaceAll('"', '\\"')));
});

test('A request\'s target is shown without its query.', async () => {
  expect((await shown({ a: 1 }, { a: 2 }, 'GET /api/v1/subjects?q=name')).target).toBe('GET /api/v1/subjects?…');
});

test('Long values are cut, before and after anything else is done with them.', async () => {
  expect(await values({ text: 'a'.repeat(1_000) }, { text: `https://a.example/${'b'.repeat(300)}?sig=abc` })).toEqual([`${'a'.repeat(200)}…`, `https://a.example/${'b'.repeat(182)}…`]);
  expect((await values({ texts: { a: 'x'.repeat(300) } }, {}))[0]).toHaveLength(201);
});

test('A value that is deeper than any stack is told of, not shown.', async () => {
  const deep = { ...json(0), body: Buffer.from(`{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`) };
  const { shadow, told } = workbench();
  shadow.offer(task(answering(deep), { primary: json({ a: 1 }) }));
  await until(async () => told.length);
  expect(told[0]!.differences).toEqual([{ kind: 'field', field: 'a', monolith: 1, service: 'too deep to be shown' }]);
});
