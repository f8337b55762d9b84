import { randomUUID } from 'node:crypto';
import { openDatabase } from '@aurora/platform/persistence';
import { serviceUrl } from '@aurora/test/services';
import { CompiledQuery } from 'kysely';

/** A schema of its own on the MariaDB server of the tests. */
export async function serverSchema(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `aurora_test_${randomUUID().replaceAll('-', '')}`;
  const server = new URL(serviceUrl('mariadb').replace(/^mysql:/, 'mariadb:'));
  const run = async (statement: string) => {
    server.pathname = '/information_schema';
    const admin = await openDatabase({ module: 'admin', location: { url: server.href, pool: 1 }, entities: [] });
    try {
      await admin.client().executeQuery(CompiledQuery.raw(statement));
    } finally {
      await admin.close();
    }
  };
  await run(`create database ${name} character set utf8mb4 collate utf8mb4_bin`);
  server.pathname = `/${name}`;
  const url = server.href;
  return { url, drop: () => run(`drop database ${name}`) };
}
