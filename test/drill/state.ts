import { createHash } from 'node:crypto';
import type { StoredEvent } from '@aurora/platform/events';
import { everyPage } from '../running/every-page.ts';
import { moduleNames, type ModuleName } from '../running/modules.ts';
import type { Expected, Fields, What } from './ledger.ts';

/** Something as the API shows it. */
export interface Stored {
  readonly what: What;
  readonly id: string;
  readonly fields: Fields;
}

/** How far a module is with the events of another. */
export interface Hearing {
  readonly module: ModuleName;
  readonly source: string;
  readonly position: number;
  readonly lag: number | null;
  readonly waiting: number;
  readonly parked: number;
}

/** What is there when all has come to rest. */
export interface State {
  readonly things: readonly Stored[];
  /** Of each module, in the order of their positions. */
  readonly events: Readonly<Record<ModuleName, readonly StoredEvent[]>>;
  /** Events that have no position. */
  readonly unnumbered: number;
  readonly hearings: readonly Hearing[];
  /** Sagas that have not ended. */
  readonly sagas: readonly string[];
  /** Ids of the subjects that no syllabus refers to, as the subject module has heard. */
  readonly withoutSyllabus: readonly string[];
}

/** The subjects, syllabi, files and settings that a token may see, asked anew: no copy answers. */
export class Reader {
  readonly #url: string;
  readonly #headers: Record<string, string>;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#headers = { authorization: `Bearer ${token}`, 'cache-control': 'no-cache' };
  }

  async get(path: string): Promise<Response> {
    return fetch(`${this.#url}${path}`, { headers: this.#headers, signal: AbortSignal.timeout(30_000) });
  }

  async json<Body>(path: string): Promise<Body> {
    const answer = await this.get(path);
    if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status}: ${await answer.text()}`);
    return await answer.json() as Body;
  }

  async list<Item>(path: string): Promise<Item[]> {
    const sign = path.includes('?') ? '&' : '?';
    return everyPage(cursor => this.json<{ items: Item[]; next: string | null }>(`${path}${sign}limit=100${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`));
  }

  async events(module: ModuleName): Promise<StoredEvent[]> {
    const events: StoredEvent[] = [];
    for (;;) {
      const { items } = await this.json<{ items: StoredEvent[] }>(`/admin/events/${module}?after=${events.at(-1)?.position ?? 0}&limit=1000`);
      events.push(...items);
      if (items.length < 1000) return events;
    }
  }

  /** What is behind, or has not ended; empty once all is at rest. */
  async rest(): Promise<{ readonly unnumbered: number; readonly hearings: Hearing[]; readonly sagas: string[]; readonly away: string[] }> {
    const { away, items } = await this.json<{ away: string[]; items: { module: ModuleName; unstamped: number; subscriptions: Omit<Hearing, 'module'>[] }[] }>('/admin/events');
    const sagas = await this.json<{ away: string[]; items: { module: string; type: string; id: string; state?: string }[] }>('/admin/sagas');
    return {
      unnumbered: items.reduce((sum, { unstamped }) => sum + unstamped, 0),
      hearings: items.flatMap(({ module, subscriptions }) => subscriptions.map(each => ({ module, ...each }))),
      sagas: sagas.items.map(({ id, module, type }) => `${type} ${id} of ${module}`),
      away: [...away, ...sagas.away],
    };
  }

  /** A file with the digest of its bytes, as they are sent out; undefined if there is none. */
  async file(id: string): Promise<Stored | undefined> {
    const answer = await this.get(`/api/v1/files/${id}`);
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw new Error(`GET /files/${id} answered ${answer.status}: ${await answer.text()}`);
    const fields = await answer.json() as Fields;
    const { url } = await this.json<{ url: string }>(`/api/v1/files/${id}/url`);
    const content = await fetch(url, { signal: AbortSignal.timeout(30_000) });
    const bytes = Buffer.from(await content.arrayBuffer());
    return { what: 'file', id, fields: { ...fields, content: content.ok ? createHash('sha256').update(bytes).digest('hex') : `none: ${content.status}` } };
  }
}

const listed = (what: What, items: readonly Fields[], id = 'id'): Stored[] => items.map(fields => ({ what, id: String(fields[id]), fields }));

/** Files that there have ever been, by the ledger and by their events. */
const filesOf = (expected: readonly Expected[], events: readonly StoredEvent[]): string[] =>
  [...new Set([...expected.filter(({ what }) => what === 'file').map(({ id }) => id), ...events.flatMap(({ stream_id }) => (stream_id.startsWith('file-') ? [stream_id.slice(5)] : []))])];

/** Reads everything, from outside. */
export async function readState(reader: Reader, expected: readonly Expected[]): Promise<State> {
  const events = Object.fromEntries(await Promise.all(moduleNames.map(async module => [module, await reader.events(module)] as const))) as unknown as State['events'];
  const subjects = await reader.list<Fields>('/api/v1/subjects');
  const syllabi = await reader.list<Fields>('/api/v1/syllabus');
  const settings = await reader.list<Fields>('/api/v1/config/settings');
  const withoutSyllabus = await reader.list<Fields>('/api/v1/reports/subjects-without-syllabus');
  const files: Stored[] = [];
  const ids = filesOf(expected, events.file);
  await Promise.all(Array.from({ length: 4 }, async () => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      const file = await reader.file(id);
      if (file) files.push(file);
    }
  }));
  const { hearings, sagas, unnumbered } = await reader.rest();
  return { things: [...listed('subject', subjects), ...listed('syllabus', syllabi), ...listed('setting', settings, 'key'), ...files], events, unnumbered, hearings, sagas, withoutSyllabus: withoutSyllabus.map(({ id }) => String(id)) };
}
