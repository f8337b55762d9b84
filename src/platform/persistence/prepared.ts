import { createQueryId, DummyDriver, Kysely, MysqlAdapter, MysqlQueryCompiler, SqliteAdapter, SqliteQueryCompiler, type Compilable, type OperationNodeSource } from 'kysely';

export type Dialect = 'sqlite' | 'mysql';

/** Builds SQL for a dialect; cannot run it. */
export const builders: Readonly<Record<Dialect, Kysely<unknown>>> = {
  sqlite: new Kysely({ dialect: { createAdapter: () => new SqliteAdapter(), createDriver: () => new DummyDriver(), createIntrospector: () => { throw new Error('no introspection'); }, createQueryCompiler: () => new SqliteQueryCompiler() } }),
  mysql: new Kysely({ dialect: { createAdapter: () => new MysqlAdapter(), createDriver: () => new DummyDriver(), createIntrospector: () => { throw new Error('no introspection'); }, createQueryCompiler: () => new MysqlQueryCompiler() } }),
};

/** SQL text and its values, in the order of the placeholders. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** What any of them has built, as SQL for `dialect`: the place where it is asked may be another than when it was built. */
export const compileFor = (dialect: Dialect, query: OperationNodeSource): Statement =>
  builders[dialect].getExecutor().compileQuery(query.toOperationNode() as Parameters<ReturnType<Kysely<unknown>['getExecutor']>['compileQuery']>[0], createQueryId());

class Placeholder {
  readonly name: string;
  constructor(name: string) { this.name = name; }
}

const placeholders = new Proxy({}, { get: (_, name) => new Placeholder(String(name)) });

/** A statement whose SQL is built once per dialect and run with new values each time. */
export interface Prepared<Values, Row> {
  statement(dialect: Dialect, values: Values): Statement;
  /** Never set; carries the type of a row. */
  readonly row?: Row;
}

type RowOf<Query> = Query extends Compilable<infer Row> ? Row : never;

/**
 * Prepares what `build` returns, once per dialect, on first use. The second argument of `build` stands for the values:
 * `prepare<Tables, { id: number }>()((db, values) => db.selectFrom('subject').selectAll().where('id', '=', values.id))`.
 */
export const prepare = <Tables, Values extends object>() => <Query extends Compilable<unknown>>(build: (db: Kysely<Tables>, values: Values, dialect: Dialect) => Query): Prepared<Values, RowOf<Query>> => {
  const compiled = new Map<Dialect, Statement>();
  return {
    statement(dialect, values) {
      let built = compiled.get(dialect);
      if (!built) {
        const { sql, parameters } = build(builders[dialect] as Kysely<Tables>, placeholders as Values, dialect).compile();
        compiled.set(dialect, built = { sql, parameters });
      }
      return { sql: built.sql, parameters: built.parameters.map(value => (value instanceof Placeholder ? values[value.name as keyof Values] : value)) };
    },
  };
};
