import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { Role } from '@aurora/kernel';
import { endWithTests } from '../running/children.ts';
import { ServerSchemas } from '../running/server-schemas.ts';
import { debianPython } from '../services/installed.ts';

/** A request as it came to the old application. */
export interface LegacyRequest {
  readonly method: string;
  /** With its query, not decoded. */
  readonly path: string;
  /** Names in lower case, in the order in which they came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Where Uvicorn says that it listens. Rejects with all that was said if it ends before. */
async function announced(errors: Readable): Promise<string> {
  let said = '';
  for await (const text of errors.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += text;
    const url = /Uvicorn running on (http:\S+)/.exec(said)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`The old application did not start.\n${said}`);
}

/** The application that Aurora replaces, in a process and on a database of its own. Dispose of it with `await using`. */
export class Legacy implements AsyncDisposable {
  /** What the API's paths are appended to, as in `${url}/api/v1/subjects/`. */
  readonly url: string;
  /** The key of its tokens (HS256, issuer `syllabus-legacy`). */
  readonly secret: string;
  /** Its database, with the password: `mysql://…`. */
  readonly databaseUrl: string;
  /** Of its user `admin`. */
  readonly password: string;
  readonly #resources: AsyncDisposableStack;

  private constructor(url: string, databaseUrl: string, secret: string, password: string, resources: AsyncDisposableStack) {
    this.url = url;
    this.databaseUrl = databaseUrl;
    this.secret = secret;
    this.password = password;
    this.#resources = resources;
  }

  static async start(): Promise<Legacy> {
    await using starting = new AsyncDisposableStack();
    const databaseUrl = (await starting.use(new ServerSchemas()).url('legacy')).replace(/^\w+:/, 'mysql:');
    const secret = randomBytes(32).toString('hex');
    const password = randomBytes(12).toString('hex');
    const child = spawn(debianPython, ['-m', 'application', '--port', '0'], {
      cwd: import.meta.dirname, detached: true, stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', LEGACY_DATABASE_URL: databaseUrl.replace(/^mysql:/, 'mysql+pymysql:'), LEGACY_SECRET: secret, LEGACY_ADMIN_PASSWORD: password, LEGACY_RECORD: '1' },
    });
    endWithTests(child);
    starting.defer(() => end(child));
    const url = await announced(child.stderr!);
    child.stderr!.resume();
    return new Legacy(url, databaseUrl, secret, password, starting.move());
  }

  /** A token as its login gives them out, for an hour. */
  token(subject: string, role: Role): string {
    const content = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url({ sub: subject, role, iss: 'syllabus-legacy', exp: Math.floor(Date.now() / 1000) + 3_600 })}`;
    return `${content}.${createHmac('sha256', this.secret).update(content).digest('base64url')}`;
  }

  /** Every request that has come to it, the oldest first; handshakes of WebSockets too. */
  async seen(): Promise<LegacyRequest[]> {
    return await (await fetch(`${this.url}/_seen`)).json() as LegacyRequest[];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
