import { openDatabase, type DatabaseLocation } from '@aurora/platform/persistence';
import type { Acknowledged } from './writers.ts';

/** Everything of a module's tables that is to be compared with what was acknowledged. */
export interface Books {
  readonly subjects: readonly { readonly id: number; readonly code: string; readonly name: string; readonly version: number }[];
  readonly events: readonly { readonly position: number | null; readonly stream_id: string; readonly version: number }[];
}

export async function readBooks(location: DatabaseLocation): Promise<Books> {
  const database = await openDatabase({ module: 'subject', location, entities: [] });
  const rows = <Row>(sql: string): Promise<Row[]> => database.transactions.run(transaction => transaction.all<object, Row>({ statement: () => ({ sql, parameters: [] }) }, {}), 60_000);
  try {
    return { subjects: await rows('select id, code, name, version from subject order by id'), events: await rows("select position, stream_id, version from event_store where stream_id like 'subject-%' order by position") };
  } finally {
    await database.close();
  }
}

/** What is wrong with the books after a relocation, in words; nothing where all that was acknowledged is there, once. */
export function faultsOf({ events, subjects }: Books, ledger: ReadonlyMap<string, Acknowledged>): string[] {
  const faults: string[] = [];
  const byCode = Map.groupBy(subjects, subject => subject.code);
  for (const [code, { id, name, version }] of ledger) {
    const found = byCode.get(code) ?? [];
    if (found.length !== 1) faults.push(`${code} is there ${found.length} times`);
    else if (found[0]!.id !== id || found[0]!.name !== name || found[0]!.version !== version) faults.push(`${code} is ${JSON.stringify(found[0])}, acknowledged was ${JSON.stringify({ id, name, version })}`);
  }
  for (const code of byCode.keys()) if (code.startsWith('W') && !ledger.has(code)) faults.push(`${code} was never acknowledged`);
  const told = new Map([...Map.groupBy(events, event => event.stream_id)].map(([stream, of]) => [stream, of.length]));
  for (const { code, id, version } of subjects) if (code.startsWith('W') && told.get(`subject-${id}`) !== version) faults.push(`subject ${id} of version ${version} has ${told.get(`subject-${id}`) ?? 0} events`);
  const gap = events.findIndex(({ position }, index) => position !== (events[0]!.position ?? 0) + index);
  if (gap > 0) faults.push(`positions have a gap at ${events[gap]!.position}`);
  return faults;
}
