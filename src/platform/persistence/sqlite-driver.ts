import type { Configuration, Dictionary, Transaction } from '@mikro-orm/core';
import { AbstractSqlDriver, BaseSqliteConnection, SqlitePlatform } from '@mikro-orm/sql';
import { CompiledQuery, type Kysely } from 'kysely';

type Execute = BaseSqliteConnection['execute'];
type Bindable = string | number | null;

const isBindable = (value: unknown): value is Bindable => value === null || typeof value === 'string' || typeof value === 'number';

/** Whether each value has one `?` of its own, none of which means anything else. */
const isPlain = (sql: string, values: readonly unknown[]): boolean => !sql.includes('??') && !sql.includes('\\?') && sql.split('?').length === values.length + 1;

/** Binds the values of a statement; MikroORM writes them into its text, which SQLite then has to parse anew every time. */
class BindingConnection extends BaseSqliteConnection {
  override execute: Execute = async (query: Parameters<Execute>[0], values: readonly unknown[] | Dictionary<unknown> = [], method: 'all' | 'get' | 'run' = 'all', transaction?: Transaction, logging?: Parameters<Execute>[4]) => {
    if (typeof query !== 'string' || !Array.isArray(values) || values.length === 0 || !values.every(isBindable) || !isPlain(query, values)) {
      return super.execute(query, values, method, transaction, logging);
    }
    await this.ensureConnection();
    return this.executeQuery(query, async () => {
      const client = (transaction ?? this.getClient()) as Kysely<unknown>;
      return this.transformRawResult(await client.executeQuery(CompiledQuery.raw(query, values)), method);
    });
  };
}

/** MikroORM's driver for SQLite; the dialect is given as `driverOptions`. */
export class EmbeddedDriver extends AbstractSqlDriver<BindingConnection> {
  constructor(configuration: Configuration) {
    super(configuration, new SqlitePlatform(), BindingConnection, ['kysely']);
  }
}
