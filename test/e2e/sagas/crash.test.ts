import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until, type Side } from '@aurora/test/running';
import { University, type State, type Syllabus } from './university.ts';

let university: University;
beforeAll(async () => { university = await University.open(); });
afterAll(async () => { await university[Symbol.asyncDispose](); });

type Point = readonly [side: Side, request: number];
const around = (...requests: readonly number[]): Point[] => requests.flatMap(request => [['request', request], ['answer', request]] as Point[]);

/** Starts `work`, kills the syllabi's process when its request comes to `point`, and starts it again. What was held goes on once all has ended, as a delayed request does. */
async function crashAt([side, request]: Point, work: () => Promise<unknown>, { ownersAway = false } = {}): Promise<void> {
  const { proxy } = university;
  const hold = proxy.hold(side, request);
  const lost = work().then(() => { throw new Error('it was answered'); }, () => undefined);
  await hold.reached;
  await university.crash();
  await lost;
  await university.silence();
  proxy.away = ownersAway;
  await university.start();
  if (ownersAway) {
    await university.stalled();
    proxy.away = false;
    await university.silence();
  }
  await university.settled();
  hold.release();
  await hold.passed;
}

/** What has come to `after` since `before`. */
const since = (before: State, after: State) => ({
  syllabi: after.syllabi.filter(id => !before.syllabi.includes(id)), events: after.events.slice(before.events.length), held: after.held.filter(line => !before.held.includes(line)),
});

async function newSyllabus(): Promise<Syllabus> {
  const { body } = await university.syllabi.post<Syllabus>('/syllabus', { subject_id: await university.subject(), file_id: await university.file(), year: 2025 });
  return body;
}

describe('a host that is killed while it creates a syllabus', () => {
  test.each(around(1, 2))('at the %s %i: another goes on, and a repeat gets the one answer', async (...point) => {
    const before = await university.state();
    const input = { subject_id: await university.subject(), file_id: await university.file() };
    const key = { 'idempotency-key': randomUUID() };
    await crashAt(point, () => university.syllabi.post('/syllabus', input, key));
    const after = await university.state();
    const { body, status } = await university.syllabi.post<Syllabus>('/syllabus', input, key);
    expect(status).toBe(201);
    expect(since(before, after)).toEqual({ syllabi: [body.id], events: ['created'], held: [`file ${input.file_id} syllabus:${body.id}`, `subject ${input.subject_id} syllabus:${body.id}`] });
    expect(after.held).toEqual(after.known);
    expect(await university.state()).toEqual(after);
  });

  test.each([['answer', 1], ['request', 2]] as Point[])('at the %s %i, with the owners away when it comes back: nothing is left of it, and a repeat makes it', async (...point) => {
    const before = await university.state();
    const input = { subject_id: await university.subject(), file_id: await university.file() };
    const key = { 'idempotency-key': randomUUID() };
    await crashAt(point, () => university.syllabi.post('/syllabus', input, key), { ownersAway: true });
    expect(await university.state()).toEqual(before);
    const { body, status } = await university.syllabi.post<Syllabus>('/syllabus', input, key);
    expect(status).toBe(201);
    expect(since(before, await university.state())).toMatchObject({ syllabi: [body.id], events: ['created'] });
  });

  test('as soon as the syllabus is there: it stays, with what it refers to', async () => {
    const before = await university.state();
    const input = { subject_id: await university.subject(), file_id: await university.file() };
    const key = { 'idempotency-key': randomUUID() };
    const answer = university.syllabi.post<Syllabus>('/syllabus', input, key).catch(() => undefined);
    await until(async () => (await university.state()).events.length > before.events.length);
    await university.crash();
    await answer;
    await university.silence();
    await university.start();
    await university.settled();
    const after = await university.state();
    const { body } = await university.syllabi.post<Syllabus>('/syllabus', input, key);
    expect(since(before, after)).toMatchObject({ syllabi: [body.id], events: ['created'] });
    expect(after.held).toEqual(after.known);
    expect(await university.state()).toEqual(after);
  });
});

test('what a host leaves that is killed is taken up once its lease has ended, without anybody\'s doing', async () => {
  const before = await university.state();
  const hold = university.proxy.hold('answer', 1);
  const lost = university.syllabi.post('/syllabus', { subject_id: await university.subject(), file_id: await university.file() }).catch(() => undefined);
  await hold.reached;
  await university.crash();
  hold.drop();
  await lost;
  await university.start();
  await university.settled();
  const after = await university.state();
  expect(since(before, after)).toMatchObject({ events: ['created'] });
  expect(after.held).toEqual(after.known);
});

describe('a host that is killed while it changes what a syllabus refers to', () => {
  test.each(around(1, 2, 3))('at the %s %i: another goes on, and a repeat gets the one answer', async (...point) => {
    const { id } = await newSyllabus();
    const before = await university.state();
    const input = { subject_id: await university.subject(), file_id: await university.file() };
    const key = { 'idempotency-key': randomUUID() };
    await crashAt(point, () => university.syllabi.put(`/syllabus/${id}`, input, key));
    const after = await university.state();
    expect(since(before, after)).toMatchObject({ syllabi: [], events: ['updated'] });
    expect(after.held).toEqual(after.known);
    expect(await university.syllabi.put(`/syllabus/${id}`, input, key)).toMatchObject({ status: 200, body: { id, ...input, version: 2 } });
    expect(await university.state()).toEqual(after);
  });

  test.each([['request', 1], ['answer', 2]] as Point[])('at the %s %i, with the owners away when it comes back: it stays as it was', async (...point) => {
    const { id } = await newSyllabus();
    const before = await university.state();
    const input = { subject_id: await university.subject(), file_id: await university.file() };
    await crashAt(point, () => university.syllabi.put(`/syllabus/${id}`, input), { ownersAway: true });
    expect(await university.state()).toEqual(before);
  });
});

describe('a host that is killed while it deletes a syllabus', () => {
  test.each(around(1, 2))('at the %s %i: another lets go what it referred to', async (...point) => {
    const { id, subject_id, file_id } = await newSyllabus();
    const before = await university.state();
    const key = { 'idempotency-key': randomUUID() };
    await crashAt(point, () => university.syllabi.send('DELETE', `/syllabus/${id}`, { headers: key }));
    const after = await university.state();
    expect(after).toEqual({
      syllabi: before.syllabi.filter(other => other !== id), events: [...before.events, 'deleted'],
      held: before.held.filter(line => !line.endsWith(`syllabus:${id}`)), known: before.known.filter(line => !line.endsWith(`syllabus:${id}`)),
    });
    expect(await university.syllabi.send('DELETE', `/syllabus/${id}`, { headers: key })).toMatchObject({ status: 204 });
    expect(await university.syllabi.send('DELETE', `/syllabus/${id}`)).toMatchObject({ status: 404 });
    expect(await university.remove(`/subjects/${subject_id}`)).toMatchObject({ status: 204 });
    expect(await university.remove(`/files/${file_id}`)).toMatchObject({ status: 204 });
  });
});
