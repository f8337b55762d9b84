import type { StoredEvent } from '@aurora/platform/events';
import { moduleNames } from '../running/modules.ts';
import { moduleOf, type Entry, type Expected, type Ledger } from './ledger.ts';
import type { State, Stored } from './state.ts';

/** What an acknowledged write can have come to, and what else can be wrong. */
export type Kind = 'lost' | 'doubled' | 'other';

export interface Violation {
  readonly kind: Kind;
  readonly text: string;
}

const lost = (text: string): Violation => ({ kind: 'lost', text: `lost: ${text}` });
const doubled = (text: string): Violation => ({ kind: 'doubled', text: `doubled: ${text}` });
const other = (text: string): Violation => ({ kind: 'other', text });

const keyOf = ({ id, what }: Pick<Expected, 'id' | 'what'>): string => `${what} ${id}`;
const shown = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

/** Every acknowledged write is there as it was acknowledged, once. */
export function* storedAsAcknowledged(ledger: Ledger, { things }: State): Generator<Violation> {
  const stored = new Map(things.map(thing => [keyOf(thing), thing]));
  for (const entry of ledger.entries.values()) if (entry.outcome === 'open') yield other(`never decided: ${entry.does} ${entry.what} ${entry.id}`);
  for (const { by, deleted, fields, id, version, what } of ledger.expected()) {
    const found = stored.get(`${what} ${id}`);
    if (deleted) {
      if (found) yield lost(`${what} ${id} is there, and its deletion was acknowledged: ${by}`);
      continue;
    }
    if (!found) {
      yield lost(`${what} ${id} is not there: ${by}`);
      continue;
    }
    const is = found.fields['version'];
    if (version !== undefined && typeof is === 'number' && is < version) yield lost(`${what} ${id} has version ${is}, and version ${version} was acknowledged: ${by}`);
    else if (version !== undefined && typeof is === 'number' && is > version) yield doubled(`${what} ${id} has version ${is}, and only version ${version} was acknowledged: ${by}`);
    else for (const [name, value] of Object.entries(fields)) if (found.fields[name] !== value) yield lost(`${what} ${id} has ${name} ${shown(found.fields[name])}, and ${shown(value)} was acknowledged: ${by}`);
    if (what === 'file' && found.fields['content'] !== fields['sha256']) yield lost(`file ${id} has other bytes (${shown(found.fields['content'])}): ${by}`);
  }
}

/** Which entry has made something, by the text in it that nobody else has. */
const madeBy = ({ fields, id, what }: Stored): string => {
  if (what === 'subject') return String(fields['code']).replace(/^D /, '');
  if (what === 'syllabus') return String(fields['section']);
  return what === 'file' ? String(fields['original_name']).replace(/\.pdf$/, '') : id.replace(/^drill\./, '');
};

/** Nothing is there that nobody was told of: no second one, and nothing that was refused. */
export function* nothingElse(ledger: Ledger, { things }: State): Generator<Violation> {
  const expected = new Set(ledger.expected().map(keyOf));
  for (const thing of things) {
    if (expected.has(keyOf(thing)) || (thing.what === 'setting' && !thing.id.startsWith('drill.'))) continue;
    const by = ledger.entries.get(madeBy(thing));
    if (by?.outcome === 'open') continue;
    if (by?.outcome === 'acknowledged') yield doubled(`${keyOf(thing)} is there beside ${by.what} ${by.target}: ${by.id}`);
    else if (by) yield other(`refused, and there: ${keyOf(thing)}: ${by.id}`);
    else yield other(`there, and nobody has made it: ${keyOf(thing)}`);
  }
}

/** Positions are 1 to N without holes, the versions of each stream rise by one from 1, and every event has a position. */
export function* wellNumbered({ events, unnumbered }: State): Generator<Violation> {
  if (unnumbered > 0) yield other(`${unnumbered} events have no position`);
  for (const module of moduleNames) {
    const versions = new Map<string, number>();
    let expected = 1;
    for (const { position, stream_id, version } of events[module]) {
      if (position !== expected) yield other(`${module}: position ${expected} is missing, ${position} comes`);
      expected = position + 1;
      const next = (versions.get(stream_id) ?? 0) + 1;
      if (version !== next) yield other(`${module}: ${stream_id} ${version} at position ${position}, where version ${next} was to come`);
      versions.set(stream_id, version);
    }
  }
}

const streamOf = ({ target, what }: Entry): string => (what === 'setting' ? 'settings-1' : `${what}-${target}`);

/** Every acknowledged write is told of by one event, of its thing and with its version; what was refused by none. */
export function* toldOnce(ledger: Ledger, { events }: State): Generator<Violation> {
  const byEntry = Map.groupBy(moduleNames.flatMap(module => events[module]), ({ metadata }: StoredEvent) => metadata.correlation_id);
  for (const entry of ledger.entries.values()) {
    const of = moduleOf[entry.what];
    const told = (byEntry.get(entry.id) ?? []).filter(({ stream_id }) => stream_id.startsWith(entry.what));
    if (entry.outcome === 'refused' && told.length > 0) yield other(`refused, and told of: ${told[0]!.stream_id}: ${entry.id}`);
    if (entry.outcome !== 'acknowledged') continue;
    if (told.length === 0) yield lost(`no event of ${of} tells of ${entry.does} ${entry.what} ${entry.target}: ${entry.id}`);
    if (told.length > 1) yield doubled(`${told.length} events tell of ${entry.does} ${entry.what} ${entry.target}: ${entry.id}`);
    const [event] = told;
    if (event && event.stream_id !== streamOf(entry)) yield other(`acknowledged for ${streamOf(entry)}, told of ${event.stream_id}: ${entry.id}`);
    else if (event && entry.what !== 'setting' && entry.version !== undefined && event.version !== entry.version) yield other(`acknowledged as version ${entry.version}, told as ${event.stream_id} ${event.version}: ${entry.id}`);
  }
  for (const [id, [event]] of byEntry) if (/(?:^|\|)drill-\d+$/.test(event!.metadata.principal) && !ledger.entries.has(id)) yield other(`told of, and nobody has begun it: ${event!.stream_id} ${event!.version}`);
}

/** What modules have made of each other's events and calls is what it must be, and nothing is under way. */
export function* effectsEqualEvents(ledger: Ledger, { hearings, sagas, things, withoutSyllabus }: State): Generator<Violation> {
  for (const { lag, module, parked, position, source, waiting } of hearings) {
    if (lag !== 0 || waiting > 0 || parked > 0) yield other(`${module} has come to ${position} of ${source}: ${lag} behind, ${waiting} waiting, ${parked} parked`);
  }
  for (const saga of sagas) yield other(`a saga has not ended: ${saga}`);
  const of = (what: Stored['what']): Map<string, Stored> => new Map(things.filter(thing => thing.what === what).map(thing => [thing.id, thing]));
  const [subjects, syllabi, files] = [of('subject'), of('syllabus'), of('file')];
  const used = new Set<string>();
  for (const { fields, id } of syllabi.values()) {
    const subject = subjects.get(String(fields['subject_id']));
    used.add(String(fields['subject_id']));
    if (!subject) yield other(`syllabus ${id} is of subject ${fields['subject_id']}, which is not there`);
    else if (fields['subject_code'] !== subject.fields['code'] || fields['subject_name'] !== subject.fields['name']) yield other(`effect: syllabus ${id} shows the subject ${shown(fields['subject_code'])}, ${shown(fields['subject_name'])}, which is ${shown(subject.fields['code'])}, ${shown(subject.fields['name'])}`);
  }
  const without = new Set(withoutSyllabus);
  for (const id of subjects.keys()) if (used.has(id) === without.has(id)) yield other(`effect: subject ${id} has ${used.has(id) ? 'a syllabus' : 'none'}, and the subject module says the contrary`);
  // A file stays claimed while a syllabus that is there names it, or has named it.
  const claimed = new Set([...ledger.entries.values()].flatMap(({ fields, outcome, target, what }) => (what === 'syllabus' && outcome === 'acknowledged' && target !== undefined && syllabi.has(target) && fields['file_id'] !== undefined ? [String(fields['file_id'])] : [])));
  for (const { fields, id } of files.values()) if (claimed.has(id) !== (fields['status'] === 'claimed')) yield other(`effect: file ${id} is ${fields['status']}, and ${claimed.has(id) ? 'a syllabus names it' : 'no syllabus names it'}`);
}

/** Everything that a drill is held to. */
export const violationsOf = (ledger: Ledger, state: State): Violation[] =>
  [...storedAsAcknowledged(ledger, state), ...nothingElse(ledger, state), ...wellNumbered(state), ...toldOnce(ledger, state), ...effectsEqualEvents(ledger, state)];
