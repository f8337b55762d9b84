import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { Deployment, freePort, until, type AuroraProcess } from '@aurora/test/running';
import { Legacy } from '../../legacy/legacy.ts';
import { Client } from '../client.ts';
import { Program, run, type Ran } from '../program.ts';

const mapping = (base: string, front: string): string => `
subject:
  table: subjects
  key: id
  columns: {name: name, code: code, description: description, department_id: department_id, credits: credits, created_at: created_at, updated_at: updated_at}
  changed_at: updated_at
file:
  table: syllabi
  key: file_id
  columns: {url: file_url}
  base_url: ${base}
  new_url: ${front}/api/v1/files/{id}/url
syllabus:
  table: syllabi
  key: id
  columns: {subject_id: subject_id, file_id: file_id, created_at: created_at, updated_at: updated_at, version: version}
  changed_at: updated_at
`;

/** What `--status --json` says of a module. */
export interface Report {
  readonly module: string;
  readonly owner: string;
  readonly rows: number;
  readonly events_behind: number;
  readonly pending: number;
  readonly problems: readonly { readonly id: string; readonly reason: string }[];
  readonly strays: readonly { readonly table_name: string; readonly row_key: string; readonly kind: string; readonly changed_at: string | null }[];
}

/** The old application behind a gateway with the config module, and the three other modules in a process beside them, empty at first. */
export class OldUniversity implements AsyncDisposable {
  readonly legacy: Legacy;
  readonly gateway: AuroraProcess;
  readonly services: AuroraProcess;
  readonly #env: Readonly<Record<string, string>>;
  readonly #mapping: string;
  readonly #resources: AsyncDisposableStack;

  private constructor(legacy: Legacy, gateway: AuroraProcess, services: AuroraProcess, env: Readonly<Record<string, string>>, file: string, resources: AsyncDisposableStack) {
    this.legacy = legacy;
    this.gateway = gateway;
    this.services = services;
    this.#env = env;
    this.#mapping = file;
    this.#resources = resources;
  }

  static async open(): Promise<OldUniversity> {
    await using opening = new AsyncDisposableStack();
    const legacy = opening.use(await Legacy.start());
    const home = opening.use(await Deployment.create());
    const token = await home.token('admin');
    const port = String(await freePort());
    const front = `http://127.0.0.1:${port}`;
    const shared = { AURORA_AUTH_LEGACY_KEY: 'env:OLD_SECRET', OLD_SECRET: legacy.secret, AURORA_PUBLIC_READ: 'true', AURORA_PUBLIC_URL: front };
    const services = await home.process(['subject', 'file', 'syllabus'], shared);
    const gateway = await home.process(['config'], {
      ...shared, AURORA_GATEWAY: 'true', AURORA_PORT: port, AURORA_MONOLITH_URL: legacy.url, AURORA_MONOLITH_KIND: 'legacy', AURORA_SUBJECT_URL: services.url, AURORA_FILE_URL: services.url, AURORA_SYLLABUS_URL: services.url,
    });
    const file = join(home.dataDir, 'mapping.yaml');
    await writeFile(file, mapping(legacy.url, front));
    const env = { AURORA_URL: gateway.url, AURORA_TOKEN: token, AURORA_DATA_DIR: home.dataDir, OLD_DATABASE: legacy.databaseUrl };
    return new OldUniversity(legacy, gateway, services, env, file, opening.move());
  }

  /** A client as there was one before Aurora, with a token that the old application has given out. */
  client(role: 'reader' | 'editor' | undefined, url: string = this.gateway.url): Client {
    return new Client({ url: `${url}/api/v1`, token: role && this.legacy.token(`${role}-1`, role) });
  }

  /** A client of the modules themselves, whatever their placement. */
  aurora(): Client {
    return new Client({ url: this.services.url, token: this.legacy.token('reader-1', 'reader') });
  }

  #args(rest: readonly string[]): string[] {
    return ['import', 'legacy', '--from', 'env:OLD_DATABASE', '--mapping', this.#mapping, ...rest];
  }

  import(...args: readonly string[]): Promise<Ran> {
    return run(this.#args(args), this.#env);
  }

  /** An import that has begun: one that follows goes on until it is disposed of. */
  begin(...args: readonly string[]): Program {
    return new Program(this.#args(args), this.#env);
  }

  async report(module: string): Promise<Report> {
    const ran = await this.import('--status', '--json');
    if (ran.code !== 0) throw new Error(ran.err);
    return (JSON.parse(ran.out) as Report[]).find(report => report.module === module)!;
  }

  /** What `aurora status` says. */
  async status(): Promise<{ readonly phases: readonly { readonly done: boolean }[]; readonly modules: readonly { readonly module: string }[] }> {
    const ran = await run(['status', '--json'], this.#env);
    if (ran.code !== 0) throw new Error(ran.err);
    return JSON.parse(ran.out) as Awaited<ReturnType<OldUniversity['status']>>;
  }

  /** Rows of the old database, as only its operator sees them. */
  async sql<Row = Record<string, unknown>>(text: string, ...values: readonly string[]): Promise<Row[]> {
    const connection = await createConnection(this.legacy.databaseUrl);
    try {
      const [rows] = await connection.query<RowDataPacket[]>(text, [...values]);
      return rows as Row[];
    } finally {
      await connection.end();
    }
  }

  /** Waits until a path is answered alike at the modules themselves: what the old application has written has come over. */
  async arrived(path: string, status = 200): Promise<unknown> {
    return until(async () => {
      const answer = await this.aurora().get(path);
      return answer.status === status && (answer.body ?? true);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}
