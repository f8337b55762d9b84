import { expect, test } from '@jest/globals';
import { BesideScripted } from './beside-scripted.ts';

const both = new BesideScripted();

test('45 what a service has begun it finishes after its module has gone back to the monolith; what comes then goes there', async () => {
  const api = both.as('admin'), begun = { id: 1, from: 'service' };
  await both.place({ service: 100 });
  await both.service.behave({ kind: 'held', body: JSON.stringify(begun) }, '/subjects');
  const running = [api.get(both.path), api.put(both.path, { name: 'Late' }), both.as('reader').get('/subjects')];
  await both.until(({ length }) => length === 3);

  await both.place({ service: 0 });
  expect(await api.get(both.path)).toMatchObject({ status: 200, body: { name: 'Algebra' } });
  expect(await api.put(both.path, { name: 'Geometry' })).toMatchObject({ status: 200, body: { name: 'Geometry' } });
  expect((await both.seen()).map(({ end }) => end)).toEqual(['open', 'open', 'open']);

  await both.service.release();
  for (const answer of await Promise.all(running)) expect(answer).toMatchObject({ status: 200, body: begun });
  const seen = await both.seen();
  expect(seen.map(({ method, target, end }) => `${method} ${target} ${end}`).sort()).toEqual([`GET ${both.path} answered`, 'GET /subjects answered', `PUT ${both.path} answered`].sort());
  expect(await api.get(both.path)).toMatchObject({ body: { name: 'Geometry' } });
});
