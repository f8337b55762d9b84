import { randomBytes } from 'node:crypto';
import { makeServerAccount } from '@aurora/platform/persistence';
import { serviceUrl } from '@aurora/test/services';
import { createConnection } from 'mysql2/promise';

/** Runs statements as the administrator of the MariaDB server of the tests. */
async function administer(...statements: readonly string[]): Promise<void> {
  const connection = await createConnection(serviceUrl('mariadb'));
  try {
    for (const statement of statements) await connection.query(statement);
  } finally {
    await connection.end();
  }
}

/** Schemas on the MariaDB server of the tests, each with an account of its own that may use no other, as `aurora migrate` makes them. */
export class ServerSchemas implements AsyncDisposable {
  readonly #prefix = `aurora_test_${randomBytes(5).toString('hex')}`;
  readonly #made = new Map<string, Promise<string>>();

  /** The address of the schema of `module`, with the account's password. */
  url(module: string): Promise<string> {
    let url = this.#made.get(module);
    if (!url) this.#made.set(module, url = makeServerAccount(serviceUrl('mariadb'), `${this.#prefix}_${module}`).then(account => account.url));
    return url;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const names = [...this.#made.keys()].map(module => `${this.#prefix}_${module}`);
    await administer(...names.flatMap(name => [`drop database if exists ${name}`, `drop user if exists '${name}'@'%'`]));
  }
}
