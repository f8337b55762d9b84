import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { authorization, createSubject } from './api.mjs';
import { scratch, startAurora, startPeer, treeOf } from './servers.mjs';

/** What a subject looks like when a service of Aurora answers. */
export const subject = { id: 1, name: 'Introduction to Computers', code: 'CS 120', description: null, department_id: 1, department: 'Computer Science', credits: 3, credits_max: null, created_at: '2026-01-05T08:00:00.000Z', updated_at: '2026-01-05T08:00:00.000Z', version: 1 };
export const subjectPath = `/api/v1/subjects/${subject.id}`;

/** A server of `node:http` alone that answers every request with that subject, as a service does. */
export const startUpstream = () => startPeer('upstream', 'upstream.mjs', { BENCH_SUBJECT: JSON.stringify(subject) });

/** A monolith of the config module alone, whose placements and keys a gateway follows; and what a gateway needs to follow it. */
export async function startConfig(name) {
  const data = join(scratch, `${name}-config`);
  const config = await startAurora(`${name}-config`, data, { AURORA_MODULES: 'config' });
  return { ...config, headers: authorization(data, 'admin'), env: { AURORA_MONOLITH_URL: config.url, AURORA_AUTH_KEY: `file:${join(data, 'keys', 'issuer.json')}` } };
}

/** A limit on everything that no round comes to. */
export const limits = { AURORA_RATE_LIMITS: 'read=900000000/1m,write=900000000/1m,upload=900000000/1m,failed=300/1m' };

/** `aurora gateway` before that monolith and a subject service at `upstream`: a placement is decided for every request. */
export const startGateway = (name, config, upstream, env = {}) =>
  startAurora(name, join(scratch, name), { ...config.env, ...limits, AURORA_SUBJECT_URL: upstream.url, ...env }, 'gateway');

/** A GET over a connection of its own: processes at one port are given connections in turn. */
async function getAnew(url, headers) {
  const asked = request(url, { agent: false, headers });
  asked.end();
  const [answer] = await once(asked, 'response');
  return json(answer);
}

/** Places a module, by the gateway's own administration, and waits until each of the gateway's processes has heard of it. */
export async function place(gateway, headers, module, policy) {
  const placements = `${gateway.url}/admin/placements`;
  const answer = await fetch(`${placements}/${module}`, { method: 'PUT', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ match: [], ...policy }) });
  if (!answer.ok) throw new Error(`placing ${module} answered ${answer.status}: ${await answer.text()}`);
  const processes = treeOf(gateway.pid).length;
  for (let heard = 0; heard < 2 * processes;) {
    const { items } = await getAnew(placements, headers);
    const { policy: now } = items.find(item => item.module === module);
    if (now.service === policy.service && now.shadow === policy.shadow) heard += 1;
    else {
      heard = 0;
      await new Promise(done => setTimeout(done, 50));
    }
  }
}

/** A monolith with its gateway, and the subject module in a service besides, on the same data: placements choose between the two. */
export async function startBothSides(name) {
  const data = join(scratch, name);
  const shared = { AURORA_DEPLOYMENT: name };
  const service = await startAurora(`${name}-service`, data, { ...shared, AURORA_MODULES: 'subject' });
  const monolith = await startAurora(name, data, { ...shared, ...limits, AURORA_GATEWAY: 'true', AURORA_MODULES: 'config,file,subject,syllabus', AURORA_SUBJECT_URL: service.url });
  const headers = authorization(data, 'admin');
  const { id } = await createSubject(`${monolith.url}/api/v1`, headers);
  return { service, monolith, headers, path: `/api/v1/subjects/${id}`, stop: async () => { await monolith.stop(); await service.stop(); } };
}
