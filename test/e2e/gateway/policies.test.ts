import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Deployment, HoldingProxy, until, type AuroraProcess } from '@aurora/test/running';
import { Client } from '../client.ts';
import { patience } from '../served.ts';

const resources = new AsyncDisposableStack();
let monolith: AuroraProcess, proxy: HoldingProxy, admin: Client;
beforeAll(async () => {
  const home = resources.use(await Deployment.create());
  const token = await home.token('admin');
  const service = await home.process(['subject']);
  proxy = resources.use(await HoldingProxy.open(service.url));
  monolith = await home.process(undefined, { AURORA_SUBJECT_URL: proxy.url });
  admin = new Client({ url: `${monolith.url}/api/v1`, token });
}, patience);
afterAll(() => resources.disposeAsync(), patience);

/** Gives an operation's policy, and waits until `holds` says that it does. */
async function give(operation: string, value: unknown): Promise<void> {
  expect(await admin.put(`/config/settings/gateway.policy.${operation}`, { value })).toMatchObject({ status: 200 });
}

test('a deployment shortens the time of an operation, and only of that one', async () => {
  await give('subject.get', { deadline_ms: 50 });
  await give('subject.list', { tries: 1 });
  await until(async () => {
    const held = proxy.hold('request', 1);
    const answer = admin.get('/subjects/1');
    // On a busy machine the time is over before the request has come there.
    await Promise.race([held.reached, answer]);
    const status = await Promise.race([answer.then(({ status: given }) => given), until(async () => proxy.requests.length > 1).then(() => 0)]);
    held.release();
    await answer;
    return status === 504;
  });
  const held = proxy.hold('request', 1);
  const list = admin.get('/subjects');
  await held.reached;
  held.release();
  expect(await list).toMatchObject({ status: 200 });
}, patience);

test('what is no policy changes nothing, and is logged', async () => {
  await give('subject.get', { deadline_ms: 'soon' });
  await until(async () => monolith.log.some(line => line['event.action'] === 'policy.invalid'));
  // The deadline of before is still in force, and is short for a busy machine.
  await until(async () => (await admin.get('/subjects/1')).status === 404);
}, patience);
