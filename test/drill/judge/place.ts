import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Credentials } from '../../running/credentials.ts';
import { freePort } from '../../running/free-port.ts';
import { killWithUs } from '../../running/living.ts';
import { Server, type Env } from '../server.ts';
import type { Kind } from './kinds.ts';

/** Callers, and subjects that they read. */
const callers = 60, subjects = 40;

/** A monolith with its gateway, and a service of the subject module behind something that plants faults. Dispose of it with `await using`. */
export class Place implements AsyncDisposable {
  /** What commands are given. */
  readonly env: Env;
  readonly urls: readonly string[];
  readonly tokens: readonly string[];
  readonly #resources: AsyncDisposableStack;

  private constructor(env: Env, urls: readonly string[], tokens: readonly string[], resources: AsyncDisposableStack) {
    this.env = env;
    this.urls = urls;
    this.tokens = tokens;
    this.#resources = resources;
  }

  /** `logs`: the folder that takes what processes say. */
  static async open(logs: string, { name }: Kind): Promise<Place> {
    await using opening = new AsyncDisposableStack();
    const dataDir = await mkdtemp(join(tmpdir(), 'aurora-drill-'));
    opening.defer(() => rm(dataDir, { recursive: true, force: true }));
    const credentials = new Credentials(dataDir);
    const [port, modulesPort, servicePort, faultyPort] = [await freePort(), await freePort(), await freePort(), await freePort()];
    const faulty = spawn(process.execPath, [join(import.meta.dirname, 'faulty-process.ts'), name, `http://127.0.0.1:${servicePort}`, String(faultyPort)], { stdio: 'inherit', detached: true });
    killWithUs(faulty);
    opening.defer(() => { faulty.kill('SIGKILL'); });
    const origin = `http://127.0.0.1:${port}`;
    const env = { AURORA_DATA_DIR: dataDir, AURORA_DEPLOYMENT: 'drill', AURORA_HOST: '127.0.0.1', AURORA_OPERATIONS_PORT: '0', AURORA_PUBLIC_URL: origin };
    const token = await credentials.token('admin', 'operator');
    const monolith = new Server({ name: 'monolith', url: origin, log: join(logs, 'monolith.log'), env: { ...env, AURORA_PORT: String(port), AURORA_MODULES_PORT: String(modulesPort), AURORA_GATEWAY: 'true', AURORA_MODULES: 'config,subject,file,syllabus', AURORA_SUBJECT_URL: `http://127.0.0.1:${faultyPort}` } });
    const service = new Server({ name: 'subject service', url: `http://127.0.0.1:${servicePort}`, log: join(logs, 'subject.log'), env: { ...env, AURORA_PORT: String(servicePort), AURORA_MODULES: 'subject', AURORA_SIDE: 'service', AURORA_MONOLITH_URL: `http://127.0.0.1:${modulesPort}` } });
    for (const server of [monolith, service]) {
      opening.defer(() => server.kill());
      await server.start();
    }
    const paths = await fill(`${origin}/api/v1`, token);
    const tokens = await Promise.all(Array.from({ length: callers }, (_, number) => credentials.token('reader', `reader-${number}`)));
    return new Place({ ...env, AURORA_URL: origin, AURORA_TOKEN: token }, paths, tokens, opening.move());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

/** Makes subjects; what is read of them. */
async function fill(api: string, token: string): Promise<string[]> {
  const urls = [`${api}/subjects/?limit=5`, `${api}/subjects/?limit=10&sort=-created_at`];
  for (let number = 1; number <= subjects; number += 1) {
    const answer = await fetch(`${api}/subjects/`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ code: `PHYS ${number}`, name: `Physics ${number}`, credits: 6 }) });
    if (answer.status !== 201) throw new Error(`POST /subjects/ answered ${answer.status}`);
    urls.push(`${api}/subjects/${(await answer.json() as { id: number }).id}`);
  }
  return urls;
}
