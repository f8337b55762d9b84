import { describe, expect, test } from '@jest/globals';
import type { StoredEvent } from '@aurora/platform/events';
import { violationsOf } from './checks.ts';
import { Ledger } from './ledger.ts';
import type { State, Stored } from './state.ts';

const event = (position: number, stream_id: string, version: number, correlation_id: string): StoredEvent =>
  ({ position, event_id: `${stream_id}-${version}`, stream_id, version, event_type: 'x.v1', event_data: {}, metadata: { correlation_id, principal: 'user:local|drill-1' }, timestamp: '2026-11-29T00:00:00.000Z' });
const thing = (what: Stored['what'], id: string, fields: Stored['fields']): Stored => ({ what, id, fields });

/** A drill in which all held: two subjects, one changed, one deleted; a file, replaced by another; the syllabus of both; a setting; what was refused. */
function whole(): { ledger: Ledger; state: State } {
  const ledger = new Ledger();
  const acknowledged = (id: string, what: Stored['what'], does: 'create' | 'update' | 'delete', target: string, fields: Stored['fields'], version?: number): void => {
    ledger.intend({ id, what, does, fields });
    ledger.acknowledge(id, { target, ...(version === undefined ? {} : { version }) });
  };
  acknowledged('drill-1-1', 'subject', 'create', '1', { name: 'Logic', code: 'D drill-1-1' }, 1);
  acknowledged('drill-1-2', 'subject', 'create', '2', { name: 'Music', code: 'D drill-1-2' }, 1);
  acknowledged('drill-1-3', 'subject', 'update', '1', { name: 'Logic I' }, 2);
  acknowledged('drill-1-4', 'subject', 'delete', '2', {});
  acknowledged('drill-1-5', 'file', 'create', 'F1', { original_name: 'drill-1-5.pdf', sha256: 'aa' }, 1);
  acknowledged('drill-1-6', 'syllabus', 'create', '1', { subject_id: 1, file_id: 'F1', section: 'drill-1-6' }, 1);
  acknowledged('drill-1-7', 'file', 'create', 'F2', { original_name: 'drill-1-7.pdf', sha256: 'bb' }, 1);
  acknowledged('drill-1-8', 'syllabus', 'update', '1', { file_id: 'F2' }, 2);
  acknowledged('drill-1-9', 'setting', 'create', 'drill.drill-1-9', { value: 'drill-1-9' });
  ledger.intend({ id: 'drill-1-10', what: 'subject', does: 'create', fields: { code: 'D drill-1-1' } });
  ledger.refuse('drill-1-10');
  const things = [
    thing('subject', '1', { name: 'Logic I', code: 'D drill-1-1', version: 2 }), thing('syllabus', '1', { subject_id: 1, file_id: 'F2', section: 'drill-1-6', version: 2, subject_code: 'D drill-1-1', subject_name: 'Logic I' }),
    thing('file', 'F1', { original_name: 'drill-1-5.pdf', sha256: 'aa', content: 'aa', status: 'claimed' }), thing('file', 'F2', { original_name: 'drill-1-7.pdf', sha256: 'bb', content: 'bb', status: 'claimed' }),
    thing('setting', 'drill.drill-1-9', { value: 'drill-1-9' }), thing('setting', 'gateway.policy', { value: 1 }),
  ];
  const events: State['events'] = {
    subject: [event(1, 'subject-1', 1, 'drill-1-1'), event(2, 'subject-2', 1, 'drill-1-2'), event(3, 'subject-1', 2, 'drill-1-3'), event(4, 'subject-2', 2, 'drill-1-4')],
    file: [event(1, 'file-F1', 1, 'drill-1-5'), event(2, 'file-F2', 1, 'drill-1-7')],
    syllabus: [event(1, 'syllabus-1', 1, 'drill-1-6'), event(2, 'syllabus-1', 2, 'drill-1-8')],
    config: [event(1, 'settings-1', 1, 'drill-1-9')],
  };
  return { ledger, state: { things, events, unnumbered: 0, hearings: [{ module: 'subject', source: 'syllabus', position: 2, lag: 0, waiting: 0, parked: 0 }], sagas: [], withoutSyllabus: [] } };
}

const without = <Item>(items: readonly Item[], index: number): Item[] => items.toSpliced(index, 1);
const changed = (things: readonly Stored[], index: number, fields: Stored['fields']): Stored[] => things.with(index, { ...things[index]!, fields: { ...things[index]!.fields, ...fields } });
const [subject, syllabus, file, , setting] = [0, 1, 2, 3, 4];
const more = ({ events }: State, module: keyof State['events'], ...added: readonly StoredEvent[]): Partial<State> => ({ events: { ...events, [module]: [...events[module], ...added] } });

/** What is planted, and what must be said of it. */
const planted: readonly (readonly [string, (given: State) => Partial<State>, RegExp])[] = [
  ['a creation that is lost', ({ things }) => ({ things: without(things, subject) }), /^lost: subject 1 is not there: drill-1-3$/],
  ['a change that is lost', ({ things }) => ({ things: changed(things, subject, { name: 'Logic', version: 1 }) }), /^lost: subject 1 has version 1, and version 2 was acknowledged: drill-1-3$/],
  ['a change whose version alone is there', ({ things }) => ({ things: changed(things, subject, { name: 'Logic' }) }), /^lost: subject 1 has name "Logic", and "Logic I" was acknowledged: drill-1-3$/],
  ['a change of what has no version', ({ things }) => ({ things: changed(things, setting, { value: 'x' }) }), /^lost: setting drill\.drill-1-9 has value "x", and "drill-1-9" was acknowledged: drill-1-9$/],
  ['a deletion that is lost', ({ things }) => ({ things: [...things, thing('subject', '2', { code: 'D drill-1-2', version: 1 })] }), /^lost: subject 2 is there, and its deletion was acknowledged: drill-1-4$/],
  ['a file whose bytes are others', ({ things }) => ({ things: changed(things, file, { content: 'none: 404' }) }), /^lost: file F1 has other bytes \("none: 404"\): drill-1-5$/],
  ['a change made twice', ({ things }) => ({ things: changed(things, subject, { version: 3 }) }), /^doubled: subject 1 has version 3, and only version 2 was acknowledged: drill-1-3$/],
  ['a creation made twice', ({ things }) => ({ things: [...things, thing('syllabus', '7', { subject_id: 1, file_id: 'F1', section: 'drill-1-6', version: 1, subject_code: 'D drill-1-1', subject_name: 'Logic I' })] }), /^doubled: syllabus 7 is there beside syllabus 1: drill-1-6$/],
  ['an upload made twice', ({ things }) => ({ things: [...things, thing('file', 'F9', { original_name: 'drill-1-5.pdf', content: 'aa', status: 'staged' })] }), /^doubled: file F9 is there beside file F1: drill-1-5$/],
  ['what was refused', ({ things }) => ({ things: [...things, thing('subject', '9', { code: 'D drill-1-10' })], withoutSyllabus: ['9'] }), /^refused, and there: subject 9: drill-1-10$/],
  ['what nobody has made', ({ things }) => ({ things: [...things, thing('setting', 'drill.other', {})] }), /^there, and nobody has made it: setting drill\.other$/],
  ['a hole in the positions', given => more(given, 'file', event(4, 'other-1', 1, 'x')), /^file: position 3 is missing, 4 comes$/],
  ['a hole at the beginning', given => ({ events: { ...given.events, config: [event(2, 'settings-1', 1, 'drill-1-9')] } }), /^config: position 1 is missing, 2 comes$/],
  ['a hole in the versions of a stream', given => more(given, 'subject', event(5, 'department-1', 2, 'x')), /^subject: department-1 2 at position 5, where version 1 was to come$/],
  ['an event without a position', () => ({ unnumbered: 1 }), /^1 events have no position$/],
  ['a write that no event tells of', given => ({ events: { ...given.events, syllabus: without(given.events.syllabus, 1) } }), /^lost: no event of syllabus tells of update syllabus 1: drill-1-8$/],
  ['a write that two events tell of', given => more(given, 'syllabus', event(3, 'syllabus-1', 3, 'drill-1-8')), /^doubled: 2 events tell of update syllabus 1: drill-1-8$/],
  ['an event of what was refused', given => more(given, 'subject', event(5, 'subject-9', 1, 'drill-1-10')), /^refused, and told of: subject-9: drill-1-10$/],
  ['an event of another thing', given => ({ events: { ...given.events, file: [event(1, 'file-F1', 1, 'drill-1-5'), event(2, 'file-F3', 1, 'drill-1-7')] } }), /^acknowledged for file-F2, told of file-F3: drill-1-7$/],
  ['an event of what nobody has begun', given => more(given, 'config', event(2, 'settings-1', 2, 'drill-1-99')), /^told of, and nobody has begun it: settings-1 2$/],
  ['an event that has not been handled', ({ hearings }) => ({ hearings: [{ ...hearings[0]!, position: 1, lag: 1 }] }), /^subject has come to 1 of syllabus: 1 behind, 0 waiting, 0 parked$/],
  ['a saga that has not ended', () => ({ sagas: ['create-syllabus 1 of syllabus'] }), /^a saga has not ended: create-syllabus 1 of syllabus$/],
  ['a name that has not come over', ({ things }) => ({ things: changed(things, syllabus, { subject_name: 'Logic' }) }), /^effect: syllabus 1 shows the subject "D drill-1-1", "Logic", which is "D drill-1-1", "Logic I"$/],
  ['a syllabus that its subject has not heard of', () => ({ withoutSyllabus: ['1'] }), /^effect: subject 1 has a syllabus, and the subject module says the contrary$/],
  ['a claim that is lost', ({ things }) => ({ things: changed(things, file, { status: 'staged' }) }), /^effect: file F1 is staged, and a syllabus names it$/],
];

describe('the checks of a drill', () => {
  test('have nothing to say where all held', () => {
    const { ledger, state } = whole();
    expect(violationsOf(ledger, state)).toEqual([]);
  });

  test.each(planted)('see %s', (_what, plant, said) => {
    const { ledger, state } = whole();
    expect(violationsOf(ledger, { ...state, ...plant(state) }).map(({ text }) => text)).toContainEqual(expect.stringMatching(said));
  });

  test('see a claim that outlives what claimed, and a write that was never decided', () => {
    const { ledger, state } = whole();
    ledger.intend({ id: 'drill-1-11', what: 'syllabus', does: 'delete', target: '1', fields: {} });
    const said = (given: State): string[] => violationsOf(ledger, given).map(({ text }) => text);
    expect(said(state)).toEqual(['never decided: delete syllabus drill-1-11']);
    ledger.acknowledge('drill-1-11');
    const gone = { ...state, ...more(state, 'syllabus', event(3, 'syllabus-1', 3, 'drill-1-11')), things: without(state.things, syllabus), withoutSyllabus: ['1'] };
    expect(said(gone)).toEqual(['effect: file F1 is claimed, and no syllabus names it', 'effect: file F2 is claimed, and no syllabus names it']);
  });
});
