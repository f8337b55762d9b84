import type { ModuleName } from '@aurora/test/running';
import type { Ledger, Known } from './ledger.ts';
import type { ServerDeployment } from './server-deployment.ts';

type Row = Readonly<Record<string, unknown>>;

/** What is wrong in the databases by what the ledger says; empty where the books are right. */
export async function differences(deployment: ServerDeployment, ledger: Ledger): Promise<string[]> {
  const rows = (module: ModuleName, sql: string) => deployment.rows<Row>(module, sql);
  const subjects = await rows('subject', 'select * from subject');
  const syllabi = await rows('syllabus', 'select * from syllabus');
  const files = await rows('file', 'select * from file');
  const wrong = [
    ...compare('subject', ledger.subjects, subjects, row => ledger.abandoned.has(String(row['code']))),
    ...compare('syllabus', ledger.syllabi, syllabi, () => false),
    ...[...ledger.files].filter(id => !files.some(file => file['id'] === id)).map(id => `file ${id} is lost`),
    ...files.filter(file => !ledger.files.has(String(file['id']))).map(file => `file ${String(file['id'])} was not acknowledged`),
    ...repeated('code', subjects.map(row => String(row['code']))),
  ];
  for (const [module, living] of [['subject', subjects], ['syllabus', syllabi], ['file', []]] as const) {
    wrong.push(...told(module, await rows(module, 'select * from event_store order by stream_id, version'), living));
    wrong.push(...(await rows(module, 'select operation from command_record where answer is null')).map(row => `${module}: a command ${String(row['operation'])} is half done`));
  }
  return [...wrong, ...await references(rows, syllabi)];
}

function compare(title: string, known: ReadonlyMap<number, Known>, rows: readonly Row[], tolerated: (row: Row) => boolean): string[] {
  const byId = new Map(rows.map(row => [Number(row['id']), row]));
  const wrong = [...known].flatMap(([id, { deleted, fields, version }]) => {
    const row = byId.get(id);
    if (deleted) return row ? [`${title} ${id} is there after its deletion was acknowledged`] : [];
    if (!row) return [`${title} ${id} is lost`];
    return Object.entries({ ...fields, version }).filter(([name, value]) => row[name] !== value).map(([name, value]) => `${title} ${id}: ${name} is ${String(row[name])}, not ${String(value)}`);
  });
  return [...wrong, ...rows.filter(row => !known.has(Number(row['id'])) && !tolerated(row)).map(row => `${title} ${String(row['id'])} was not acknowledged`)];
}

const repeated = (what: string, values: readonly string[]): string[] => values.filter((value, place) => values.indexOf(value) !== place).map(value => `${what} ${value} is there twice`);

/** Each stream has one event per version from 1 on; it ends with the row's version, or with the deletion. */
function told(module: string, events: readonly Row[], living: readonly Row[]): string[] {
  const streams = Map.groupBy(events, event => String(event['stream_id']));
  const wrong = [...streams].flatMap(([stream, list]) => {
    const versions = list.map(event => Number(event['version']));
    if (versions.some((version, place) => version !== place + 1)) return [`${stream} has the versions ${versions.join(', ')}`];
    const row = living.find(one => stream === `${module}-${String(one['id'])}`);
    if (row && Number(row['version']) !== versions.length) return [`${stream} has ${versions.length} events, its row version ${String(row['version'])}`];
    return !row && module !== 'file' && !/\.deleted\.v\d+$/.test(String(list.at(-1)!['event_type'])) ? [`${stream} has no row and no deletion`] : [];
  });
  return [...wrong, ...living.filter(row => !streams.has(`${module}-${String(row['id'])}`)).map(row => `${module} ${String(row['id'])} has no event`)];
}

/** `syllabus:7` of `file 01m8… syllabus:7:…`, which is of a change of its. */
const holder = (line: string): string => line.split(' ')[2]!.split(':').slice(0, 2).join(':');

/** The owners hold what the syllabi name, and nothing else. */
async function references(rows: (module: ModuleName, sql: string) => Promise<Row[]>, syllabi: readonly Row[]): Promise<string[]> {
  const text = (list: readonly Row[], ...names: string[]) => list.map(row => names.map(name => String(row[name])).join(' ')).toSorted();
  const held = [
    ...text(await rows('subject', "select 'subject' as kind, subject_id as target, holder from reservation"), 'kind', 'target', 'holder'),
    ...text(await rows('file', "select 'file' as kind, file_id as target, holder from claim"), 'kind', 'target', 'holder'),
  ].toSorted();
  const known = text(await rows('syllabus', 'select kind, target, holder from syllabus_reference'), 'kind', 'target', 'holder');
  const living = new Set(syllabi.map(row => `syllabus:${String(row['id'])}`));
  const pairs = (list: readonly string[], other: readonly string[], how: string) => list.filter(line => !other.includes(line)).map(line => `${line} is ${how}`);
  return [...pairs(held, known, 'held for nobody'), ...pairs(known, held, 'not held'), ...known.filter(line => !living.has(holder(line))).map(line => `${line} is kept for a syllabus that is gone`)];
}
