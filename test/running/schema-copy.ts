import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';

declare global {
  /** Statements that make each module's tables as its migrations leave them, by module: of all test files of a process, where Jest's environment hands them over. */
  var migratedSchemas: Map<string, readonly string[]> | undefined;
}

const known = (globalThis.migratedSchemas ??= new Map());

const withConnection = async <Result>(url: string, work: (connection: Connection) => Promise<Result>): Promise<Result> => {
  const connection = await createConnection({ uri: url, multipleStatements: true, supportBigNumbers: true, charset: 'UTF8MB4_BIN' });
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
};

/** Makes a module's tables in an empty schema as the first migration of one has left them; false where there has been none. Half a second of migrations becomes a tenth. */
export async function copyMigrated(module: string, url: string): Promise<boolean> {
  const statements = known.get(module);
  if (!statements) return false;
  await withConnection(url, connection => connection.query(['set foreign_key_checks = 0', ...statements, 'set foreign_key_checks = 1'].join(';\n')));
  return true;
}

/** Remembers the tables and rows of a schema that has just been migrated. */
export async function rememberMigrated(module: string, url: string): Promise<void> {
  known.set(module, await withConnection(url, async connection => {
    const rows = async (sql: string): Promise<RowDataPacket[]> => (await connection.query<RowDataPacket[]>(sql))[0];
    const tables = (await rows('show tables')).map(row => String(Object.values(row)[0]));
    const statements: string[] = [];
    for (const table of tables) {
      statements.push(String((await rows(`show create table \`${table}\``))[0]!['Create Table']));
      for (const row of await rows(`select * from \`${table}\``)) statements.push(connection.format('insert into ?? set ?', [table, row]));
    }
    return statements;
  }));
}
