import { randomBytes } from 'node:crypto';
import { makeServerAccount } from '@aurora/platform/persistence';
import { createConnection } from 'mysql2/promise';
import { serviceUrl } from '../services/table.ts';

/** Runs statements as the administrator of a server. */
async function administer(server: string, ...statements: readonly string[]): Promise<void> {
  const connection = await createConnection(server);
  try {
    for (const statement of statements) await connection.query(statement);
  } finally {
    await connection.end();
  }
}

/** Schemas on a MariaDB server, by default that of the tests, each with an account of its own that may use no other, as `aurora migrate` makes them. */
export class ServerSchemas implements AsyncDisposable {
  readonly #prefix = `aurora_test_${randomBytes(5).toString('hex')}`;
  readonly #made = new Map<string, Promise<string>>();
  readonly #server: string;

  /** `server`: the address of its administrative account. */
  constructor(server = serviceUrl('mariadb')) {
    this.#server = server;
  }

  /** The address of the schema of `module`, with the account's password. */
  url(module: string): Promise<string> {
    let url = this.#made.get(module);
    if (!url) this.#made.set(module, url = makeServerAccount(this.#server, `${this.#prefix}_${module}`).then(account => account.url));
    return url;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const names = [...this.#made.keys()].map(module => `${this.#prefix}_${module}`);
    await administer(this.#server, ...names.flatMap(name => [`drop database if exists ${name}`, `drop user if exists '${name}'@'%'`]));
  }
}
