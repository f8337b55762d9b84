import { extname } from 'node:path';
import { gatewayContract } from '@aurora/gateway/contract';
import { AuroraError } from '@aurora/kernel';
import { quoted } from './legacy-database.ts';
import { beside, type Counts, type Parts } from './parts.ts';
import type { LegacyMapping } from './mapping.ts';
import { fieldFrom } from './table-map.ts';

type FileMapping = NonNullable<LegacyMapping['file']>;

const { adoptContent, adoptRows, getAdopted } = gatewayContract.operations;

/** Files that are read of the table at once, and milliseconds that one may take to arrive. */
const page = 200, transfer = 5 * 60_000;

/** Extensions of the types that files usually have, for those whose URL says none. */
const extensions: Readonly<Record<string, string>> = {
  'application/pdf': '.pdf', 'application/msword': '.doc', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document': '.docx', 'text/plain': '.txt', 'text/html': '.html', 'text/markdown': '.md', 'application/rtf': '.rtf', 'application/vnd.oasis.opendocument.text': '.odt',
};

class Unusable extends Error {}

/** Where the bytes of a file lie. Throws `Unusable` for a URL that leads elsewhere than the mapping allows. */
function locate(url: string, { base_url, origins }: FileMapping): URL {
  const target = URL.parse(url, base_url);
  const allowed = [base_url, ...origins].map(origin => new URL(origin).origin);
  if (!target || !allowed.includes(target.origin)) throw new Unusable(`its URL leads to ${target?.origin ?? 'nowhere'}, which is neither base_url nor one of origins`);
  return target;
}

async function fetchFile(target: URL): Promise<{ readonly content: Blob; readonly name: string }> {
  const response = await fetch(target, { redirect: 'error', signal: AbortSignal.timeout(transfer) }).catch(() => { throw new Unusable(`${target.origin} does not answer`); });
  if (!response.ok) throw new Unusable(`${target.origin}${target.pathname} is answered with ${response.status}`);
  const content = await response.blob().catch(() => { throw new Unusable(`${target.origin}${target.pathname} has broken off`); });
  const last = decodeURIComponent(target.pathname.split('/').at(-1) ?? '') || 'file';
  const type = (response.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  return { content, name: extname(last) === '' ? `${last}${extensions[type] ?? ''}` : last };
}

/** Why a file cannot be brought over; null once it is there. */
async function bring({ api }: Parts, map: FileMapping, { created_at, id, name, url }: { readonly id: string; readonly url: string; readonly name: string | null; readonly created_at: string | null }, counts: Counts): Promise<string | null> {
  try {
    // One that was uploaded to Aurora is named by a row that Aurora has written.
    if ((await api.call(getAdopted, { module: 'file', id }, beside)).row) return null;
    const found = await fetchFile(locate(url, map));
    const time = fieldFrom('created_at', created_at);
    await api.call(adoptContent, { module: 'file', id, name: name ?? found.name, ...(time === null ? {} : { created_at: String(time) }) }, { ...beside, content: found.content });
    counts.added += 1;
    return null;
  } catch (error) {
    if (error instanceof Unusable || (error instanceof AuroraError && error.status < 500)) return error.message;
    throw error;
  }
}

/** Brings over files that are named for the first time, with their bytes, and with `whole` those that failed before. */
export async function followFiles(parts: Parts, mapping: FileMapping, whole: boolean, counts: Counts): Promise<void> {
  const { database, ledger } = parts;
  // Ids are told apart by case, whatever the table does.
  const key = `cast(t.${quoted(mapping.key)} as char)`;
  const optional = (column: string | undefined): string => (column === undefined ? 'null' : `min(t.${quoted(column)})`);
  for (let after: string | null = null; ;) {
    const rows: { id: string; url: string; name: string | null; created_at: string | null; known: string | null; problem: string | null }[] = await database.rows(
      `select ${key} as id, min(t.${quoted(mapping.columns.url)}) as url, ${optional(mapping.columns.name)} as name, ${optional(mapping.columns.created_at)} as created_at, min(l.row_key) as known, min(l.problem) as problem
       from ${quoted(mapping.table)} t left join aurora_import_row l on l.module = 'file' and l.row_key = ${key}
       where t.${quoted(mapping.key)} is not null and ${after === null ? 'true' : `${key} > ?`} group by ${key} order by ${key} limit ${page}`, after === null ? [] : [after],
    ) as never;
    for (const row of rows.filter(({ known, problem }) => known === null || (whole && problem !== null))) {
      // Whatever happens meanwhile, it is known that the file may be in Aurora.
      if (row.known === null) await ledger.noteRow('file', row.id, '', 'it has not come over yet', row.url);
      const problem = await bring(parts, mapping, row, counts);
      if (problem !== null) counts.refused += 1;
      await ledger.noteRow('file', row.id, problem === null ? 'kept' : '', problem, row.url);
    }
    if (rows.length < page) return;
    after = rows.at(-1)!.id;
  }
}

/** Lets go of files that no row names any more; they go when nothing of Aurora uses them. */
export async function followFileDeletions({ api, database, ledger }: Parts, mapping: FileMapping, counts: Counts): Promise<void> {
  const named = await database.rows<{ id: string }>(`select distinct cast(${quoted(mapping.key)} as char) as id from ${quoted(mapping.table)}`);
  const noted = await database.rows<{ id: string }>("select row_key as id from aurora_import_row where module = 'file'");
  const there = new Set(named.map(({ id }) => id));
  for (const { id } of noted.filter(file => !there.has(file.id))) {
    const { removed } = await api.call(adoptRows, { module: 'file', rows: [], gone: [id] }, beside);
    counts.removed += removed;
    await ledger.forgetRow('file', id);
  }
}
