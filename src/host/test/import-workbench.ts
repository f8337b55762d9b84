import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Subject } from '@aurora/subject/contract';
import type { Syllabus } from '@aurora/syllabus/contract';
import { AuroraProcess, testFolder, type TestFolder } from '@aurora/test/running';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** What `--json` prints. */
export interface Summary {
  readonly rows: number;
  readonly added: number;
  readonly updated: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly notes: number;
  readonly interrupted: boolean;
  readonly first_refused: readonly { readonly row: number; readonly line: number; readonly item: string; readonly reason: string }[];
  readonly first_changed: readonly { readonly reason: string }[];
  readonly first_notes: readonly { readonly reason: string }[];
}

/** A running Aurora with a folder for the files of a test, and the command line beside it. Dispose of it with `await using`. */
export class ImportBench implements AsyncDisposable {
  readonly aurora: AuroraProcess;
  readonly #folder: TestFolder;
  #token: Promise<Ran> | undefined;

  private constructor(folder: TestFolder, aurora: AuroraProcess) {
    this.#folder = folder;
    this.aurora = aurora;
  }

  static async open(): Promise<ImportBench> {
    const folder = await testFolder();
    return new ImportBench(folder, await AuroraProcess.start({ AURORA_DATA_DIR: join(folder.path, 'data') }));
  }

  path(name: string): string {
    return join(this.#folder.path, name);
  }

  async write(name: string, content: string | Uint8Array): Promise<string> {
    const path = this.path(name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    return path;
  }

  read(name: string): Promise<string> {
    return readFile(this.path(name), 'utf8');
  }

  /** Runs `aurora` with the token of the local key. `started` is told the process, to send it signals. */
  async run(args: readonly string[], url = this.aurora.url, started?: (kill: (signal: NodeJS.Signals) => void) => void): Promise<Ran> {
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AURORA_')));
    const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'aurora.mjs'), ...args], { env: { ...inherited, AURORA_DATA_DIR: this.path('data'), AURORA_URL: url } });
    started?.(signal => child.kill(signal));
    const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), new Promise<number | null>(resolve => { child.on('close', resolve); })]);
    return { code, out, err };
  }

  /** Runs `aurora import … --json`. */
  async import(args: readonly string[], ...rest: [url?: string, started?: (kill: (signal: NodeJS.Signals) => void) => void]): Promise<{ code: number | null; summary: Summary; err: string }> {
    const { code, out, err } = await this.run(['import', ...args, '--json'], ...rest);
    return { code, summary: out === '' ? ({} as Summary) : (JSON.parse(out) as Summary), err };
  }

  subjects(query = ''): Promise<Subject[]> {
    return this.#all<Subject>('/subjects', query);
  }

  syllabi(query = ''): Promise<Syllabus[]> {
    return this.#all<Syllabus>('/syllabus', query);
  }

  /** An answer of the API, asked for as a client would. */
  async api(method: string, path: string): Promise<Response> {
    this.#token ??= this.run(['token', '--role', 'admin']);
    const { out } = await this.#token;
    return fetch(`${this.aurora.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${out.trim()}` } });
  }

  async #all<Item>(path: string, query: string): Promise<Item[]> {
    const items: Item[] = [];
    for (let cursor = ''; ;) {
      const page = (await (await this.api('GET', `${path}?limit=200&${query}${cursor}`)).json()) as { items: Item[]; next: string | null };
      items.push(...page.items);
      if (page.next === null) return items;
      cursor = `&cursor=${encodeURIComponent(page.next)}`;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.aurora[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }
}
