import type { ContentStream, Port } from '@aurora/kernel';
import type { fileContract } from '@aurora/file/contract';
import type { subjectContract } from '@aurora/subject/contract';
import type { syllabusContract } from '@aurora/syllabus/contract';
import { call, type Deployment } from '@aurora/test/running';

/** The syllabus module and those it calls, as a test holds them. */
export interface Ports {
  readonly subject: Port<typeof subjectContract>;
  readonly file: Port<typeof fileContract>;
  readonly syllabus: Port<typeof syllabusContract>;
}

export const all = ['subject', 'file', 'syllabus'] as const;

let made = 0;

/** Bytes that no other file has, and that can be sent more than once. */
export const words = (text = `text ${made += 1}`): ContentStream => ({ async *[Symbol.asyncIterator]() { yield Buffer.from(text); } });

export const newSubject = async ({ subject }: Pick<Ports, 'subject'>): Promise<number> => (await subject.create({ name: 'Maps', code: `GEO ${made += 1}` }, call())).id;
export const newFile = async ({ file }: Pick<Ports, 'file'>): Promise<string> => (await file.upload({ name: 'syllabus.txt', content: words() }, call())).id;

/** What the owners know of syllabi, and what the syllabi know: by kind, target and holder. */
export async function references(deployment: Deployment): Promise<{ held: string[]; known: string[] }> {
  const reservations = await deployment.sql<{ subject_id: number; holder: string }>('subject', 'select subject_id, holder from reservation');
  const claims = await deployment.sql<{ file_id: string; holder: string }>('file', 'select file_id, holder from claim');
  const known = await deployment.sql<{ kind: string; target: string; holder: string }>('syllabus', 'select kind, target, holder from syllabus_reference');
  return {
    held: [...reservations.map(row => `subject ${row.subject_id} ${row.holder}`), ...claims.map(row => `file ${row.file_id} ${row.holder}`)].sort(),
    known: known.map(row => `${row.kind} ${row.target} ${row.holder}`).sort(),
  };
}

/** The events of the syllabus module, in the order in which they came about within each syllabus. */
export const events = async (deployment: Deployment): Promise<string[]> =>
  (await deployment.sql<{ event_type: string }>('syllabus', 'select event_type from event_store order by stream_id, version')).map(row => row.event_type.split('.')[1]!);

/** The code of the error that `work` ends with; fails if it is answered. */
export const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(answer => { throw new Error(`answered ${JSON.stringify(answer)}`); }, (error: { code?: unknown }) => error.code ?? error);
