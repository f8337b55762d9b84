import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Deployment, freePort } from '@aurora/test/running';
import { Client, type Answer } from '../client.ts';
import { Program } from '../program.ts';
import { rawAnswer } from '../raw.ts';
import { patience } from '../served.ts';

const secret = (): string => randomBytes(24).toString('base64url');
const places = ['basic', 'field', 'broken', 'text', 'query', 'user', 'cookie', 'bearer', 'key', 'header'] as const;
/** A password for each place in which one may be sent. */
const passwords = () => Object.fromEntries(places.map(place => [place, secret()])) as Record<typeof places[number], string>;

const json = { 'content-type': 'application/json' };

/** The parts of a secret that give it away: a JWT's signature and claims, an API key's second half, the secret itself. */
const tellTale = (text: string): string[] => text.split(/[._]/).filter(part => part.length > 20);

/** Everything that Aurora has answered, headers and bodies. */
class Answers {
  readonly all: Answer[] = [];

  async take<Body>(asked: Promise<Answer<Body>>): Promise<Answer<Body>> {
    const answer = await asked;
    this.all.push(answer);
    return answer;
  }

}

test('no token, key, signature or password is in the log at level trace, nor in an error, wherever it was sent', async () => {
  await using deployment = await Deployment.create();
  const [token, port] = [await deployment.token('admin'), await freePort()];
  const origin = `http://127.0.0.1:${port}`;
  await using program = new Program(['serve'], { AURORA_DATA_DIR: deployment.dataDir, AURORA_PORT: String(port), AURORA_OPERATIONS_PORT: String(await freePort()), AURORA_LOG_LEVEL: 'trace', AURORA_LOG_FORMAT: 'json' });
  await program.said('host.ready');
  const admin = new Client({ url: `${origin}/api/v1`, token });
  const anyone = new Client({ url: `${origin}/api/v1` });
  const { body: { key } } = await admin.post<{ key: string }>('/config/keys', { name: 'Logged', scopes: ['subject:read'] });
  const { body: file } = await admin.post<{ id: string }>('/files/upload?name=a.txt', 'Week 1.\n', { 'content-type': 'text/plain' });
  const { body: { url: link } } = await admin.get<{ url: string }>(`/files/${file.id}/url`);
  const inA = passwords();
  const refused = new Answers();
  const send = (...asked: Promise<Answer>[]) => Promise.all(asked.map(one => refused.take(one)));

  // In headers, good and bad.
  expect(await anyone.get('/subjects', { 'x-api-key': key })).toMatchObject({ status: 200 });
  expect(await admin.get('/subjects')).toMatchObject({ status: 200 });
  await send(
    admin.with({ token: `${token}x` }).get('/subjects'), admin.with({ token: token.slice(0, -4) }).get('/subjects'), admin.with({ token: inA.bearer }).get('/subjects'),
    anyone.get('/subjects', { 'x-api-key': `${key}x` }), anyone.get('/subjects', { 'x-api-key': `aurora_${inA.key}_${inA.key}` }), anyone.get('/subjects', { authorization: `Basic ${Buffer.from(`anna:${inA.basic}`).toString('base64')}` }),
    anyone.get('/subjects', { authorization: `Token ${key}`, cookie: `session=${inA.cookie}` }), admin.get('/subjects', { 'x-api-key': key }), admin.post('/subjects', { name: 'x' }, { 'idempotency-key': `${inA.header} ${token}` }),
    admin.get('/nowhere', { cookie: `session=${inA.cookie}`, 'x-password': inA.header }), admin.get('/subjects/999999', { traceparent: token, 'if-none-match': inA.header }),
  );
  // In the query.
  await send(...[`access_token=${token}`, `token=${token}`, `api_key=${key}`, `apikey=${key}`, `password=${inA.query}`, `cursor=${token}`, `sort=${inA.query}`, `limit=${inA.query}`, `q=%zz${inA.query}`]
    .flatMap(query => [anyone.get(`/subjects?${query}`), admin.get(`/subjects?${query}`), anyone.get(`/nowhere?${query}`)]));
  // A signed link, good and bad.
  expect((await fetch(link)).status).toBe(200);
  const bare = new Client({ url: '' });
  const worse = link.replace(/.$/, last => (last === 'A' ? 'B' : 'A'));
  await send(bare.get(worse), bare.post(link, {}), bare.get(`${link}&x=1`), bare.get(link.replace('/content', '/contents')), bare.get(link.replace(file.id, '0'.repeat(26))));
  // In paths.
  await send(...[token, key].flatMap(found => [admin.get(`/subjects/${found}`), anyone.get(`/nowhere/${found}`), admin.get(`/files/${found}/url`), admin.get(`/config/keys/${found}`), admin.delete(`/config/keys/${found}`), admin.get(`/%2e%2e/${found}`)]));
  // In bodies.
  await send(
    admin.post('/subjects', { name: 'x', code: 'x', password: inA.field }), admin.post('/subjects', { name: { token }, code: 7, credits: inA.field }),
    admin.post('/subjects', `{"name": "x", "password": "${inA.broken}" oh`, json), admin.post('/subjects', `${inA.broken} {`, json), admin.post('/subjects', `token=${token}`, { 'content-type': 'application/x-www-form-urlencoded' }),
    admin.post('/config/revocations', { jti: token, subject: inA.field }), admin.post('/config/keys', { name: 'x', scopes: [inA.field], key }), admin.send('POST', '/files/upload?name=a.bin', { body: `\0${inA.text}${token}`, headers: { 'content-type': 'text/plain' } }),
  );
  // Where HTTP is not kept.
  for (const bytes of [
    `GET http://anna:${inA.user}@a/api/v1/subjects HTTP/1.1\r\nHost: a\r\n\r\n`, `GET /api/v1/subjects HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    `GET /api/v1/subjects HTTP/1.1\r\nHost: anna:${inA.user}@a\r\n\r\n`, `GET /api/v1/subjects HTTP/1.1\r\nAuthorization: Bearer ${token}\r\nbroken ${inA.header}\r\n\r\n`, `${inA.user} ${token}\r\n\r\n`,
  ]) await refused.take(rawAnswer(origin, bytes));

  const last = await anyone.get('/nowhere', { 'x-correlation-id': 'the-last-one' });
  expect(last.status).toBe(404);
  await program.said('the-last-one');
  program.signal('SIGTERM');
  const { code, out, err } = await program.ran;
  expect(code).toBe(0);
  expect(refused.all.filter(answer => answer.status < 400 || answer.status > 499)).toEqual([]);
  expect(out.trimEnd().split('\n').length).toBeGreaterThan(refused.all.length);
  for (const line of out.trimEnd().split('\n')) expect(Object.keys(JSON.parse(line) as object)).toContain('@timestamp');

  const signature = [...new URL(link).searchParams].filter(([, value]) => value.length > 20).map(([, value]) => value);
  expect(signature).toHaveLength(1);
  const secrets = [...tellTale(token), ...tellTale(key), ...signature, ...Object.values(inA), Buffer.from(`anna:${inA.basic}`).toString('base64')];
  const leaks = (where: string) => secrets.filter(text => where.includes(text)).flatMap(text => where.split('\n').filter(line => line.includes(text)).slice(0, 2));
  expect(leaks(out)).toEqual([]);
  expect(leaks(err)).toEqual([]);
  expect(refused.all.filter(answer => leaks(JSON.stringify(answer)).length > 0).map(answer => answer.body)).toEqual([]);
}, patience);
