import { DatabaseSync } from 'node:sqlite';

/**
 * Rows kept aside by key while a file is read, in SQLite's private temporary database: its pages go to disk and it vanishes when closed.
 * Memory does not grow with the file, and nothing is sent before all of it has been read.
 */
export class Staging<Row> {
  readonly #database = new DatabaseSync('');
  readonly #find;
  readonly #insert;
  readonly #replace;

  constructor() {
    this.#database.exec('PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; CREATE TABLE staged (id INTEGER PRIMARY KEY, key TEXT NOT NULL, row TEXT NOT NULL); CREATE INDEX staged_key ON staged (key, id); BEGIN');
    this.#find = this.#database.prepare('SELECT id, row FROM staged WHERE key = ? ORDER BY id LIMIT 1');
    this.#insert = this.#database.prepare('INSERT INTO staged (key, row) VALUES (?, ?)');
    this.#replace = this.#database.prepare('UPDATE staged SET row = ? WHERE id = ?');
  }

  add(key: string, row: Row): void {
    this.#insert.run(key, JSON.stringify(row));
  }

  /** Adds `row`, or puts what `merge` makes of it and the first row of its key in the place of that one. */
  merge(key: string, row: Row, merge: (known: Row, row: Row) => Row): void {
    const found = this.#find.get(key);
    if (found) this.#replace.run(JSON.stringify(merge(JSON.parse(String(found['row'])) as Row, row)), found['id']!);
    else this.add(key, row);
  }

  get size(): number {
    return Number(this.#database.prepare('SELECT count(*) AS size FROM staged').get()!['size']);
  }

  /** All rows as they were added. */
  *rows(): Generator<Row> {
    for (const found of this.#database.prepare('SELECT row FROM staged ORDER BY id').iterate()) yield JSON.parse(String(found['row'])) as Row;
  }

  /** The rows of each key together. */
  *groups(): Generator<Row[]> {
    let group: Row[] = [];
    let key: unknown;
    for (const found of this.#database.prepare('SELECT key, row FROM staged ORDER BY key, id').iterate()) {
      if (group.length > 0 && found['key'] !== key) { yield group; group = []; }
      key = found['key'];
      group.push(JSON.parse(String(found['row'])) as Row);
    }
    if (group.length > 0) yield group;
  }

  close(): void {
    this.#database.close();
  }
}
