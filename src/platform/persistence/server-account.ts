import { randomBytes } from 'node:crypto';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { translateDatabaseError } from './database-errors.ts';
import { parseServerUrl } from './server-url.ts';

/** A module's own schema on a server, and the account that alone may use it. */
export interface ServerAccount {
  /** With user and password: a secret. */
  readonly url: string;
  /** False if the schema was there already. */
  readonly created: boolean;
}

const quoteName = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
/** In a GRANT, `_` and `%` in a schema's name are wildcards. */
const quotePattern = (name: string): string => quoteName(name.replace(/[_%\\]/g, '\\$&'));

/** TiDB Cloud's accounts carry the cluster's prefix. */
const userPrefix = (administrator: string): string => /^([A-Za-z0-9]+\.)/.exec(administrator)?.[1] ?? '';

async function connect(administratorUrl: string): Promise<Connection> {
  const { host, port, user, password, ssl } = parseServerUrl(administratorUrl);
  // Loaded by who needs it: the driver costs an embedded Aurora a tenth of its memory.
  const { createConnection } = await import('mysql2/promise');
  return createConnection({ host, port, user, password, connectTimeout: 5_000, ...(ssl ? { ssl } : {}) }).catch(error => { throw translateDatabaseError(error); });
}

/**
 * Makes the schema `name` and an account of the same name that may use it and nothing else, through the administrator's
 * account. An account that is there gets the new password, so that a lost file of accounts can be made again.
 */
export async function makeServerAccount(administratorUrl: string, name: string): Promise<ServerAccount> {
  const connection = await connect(administratorUrl);
  try {
    const user = userPrefix(parseServerUrl(administratorUrl).user) + name;
    const password = randomBytes(24).toString('base64url');
    const [schemas] = await connection.query<RowDataPacket[]>('select schema_name from information_schema.schemata where schema_name = ?', [name]);
    await connection.query(`create database if not exists ${quoteName(name)} character set utf8mb4 collate utf8mb4_bin`);
    await connection.query("create user if not exists ?@'%' identified by ?", [user, password]);
    await connection.query("alter user ?@'%' identified by ?", [user, password]);
    await connection.query(`grant all privileges on ${quotePattern(name)}.* to ?@'%'`, [user]);
    const [[version]] = await connection.query<RowDataPacket[]>('select version() as version');
    const url = new URL(administratorUrl);
    const parameters = url.search;
    const protocol = String(version?.['version']).includes('MariaDB') ? 'mariadb' : 'mysql';
    const address = `${protocol}://${encodeURIComponent(user)}:${password}@${url.host}/${encodeURIComponent(name)}${parameters}`;
    return { url: address, created: schemas.length === 0 };
  } catch (error) {
    throw translateDatabaseError(error);
  } finally {
    await connection.end().catch(() => undefined);
  }
}
