import { describe, expect, test } from '@jest/globals';
import { violations } from './checks.ts';
import { Ledger } from './ledger.ts';
import type { State, StoredRow } from './state.ts';
import type { EffectRow } from './things.ts';

const event = (position: number | null, thing: string, version: number, text: string): StoredRow => ({ position, event_id: `${thing}-${version}`, stream_id: `thing-${thing}`, version, text });
const effect = ({ event_id, stream_id, text, version }: StoredRow, seq: number, fence = 1, host = 'a1'): EffectRow => ({ seq, event_id, stream_id, version, text, host, fence });

const told = [event(1, 'p', 1, 'c1'), event(2, 'q', 1, 'c2'), event(3, 'p', 2, 'c2'), event(4, 'q', 2, 'c5')];

/** A run in which everything held: two commands committed, one rolled back on purpose, one of which nobody knows and that was not, one that was. */
function whole(): { ledger: Ledger; state: State } {
  const ledger = new Ledger();
  ledger.note({ says: 'begun', token: 'c1', things: ['p'], rollBack: false });
  ledger.note({ says: 'done', token: 'c1', versions: [1] });
  ledger.note({ says: 'begun', token: 'c2', things: ['p', 'q'], rollBack: false });
  ledger.note({ says: 'done', token: 'c2', versions: [2, 1] });
  ledger.note({ says: 'begun', token: 'c3', things: ['p'], rollBack: true });
  ledger.note({ says: 'undone', token: 'c3' });
  ledger.note({ says: 'begun', token: 'c4', things: ['q'], rollBack: false });
  ledger.note({ says: 'begun', token: 'c5', things: ['q'], rollBack: false });
  ledger.note({ says: 'begun', token: 'c6', things: ['p'], rollBack: true });
  return { ledger, state: { things: [{ id: 'p', version: 2 }, { id: 'q', version: 2 }, { id: 'r', version: 0 }], events: told, effects: told.map((row, index) => effect(row, index + 1, index < 2 ? 1 : 2, index < 2 ? 'a1' : 'b1')), deferred: [] } };
}

const without = <Row>(rows: readonly Row[], index: number): Row[] => rows.toSpliced(index, 1);
const changed = <Row>(rows: readonly Row[], index: number, change: Partial<Row>): Row[] => rows.with(index, { ...rows[index]!, ...change });

/** What is planted, and what must be said of it. */
const planted: readonly (readonly [string, (given: State) => Partial<State>, RegExp])[] = [
  ['a committed event that is not stored', ({ events }) => ({ events: without(events, 0) }), /^committed as thing-p 1, stored as nothing: c1$/],
  ['a command stored in part', ({ events }) => ({ events: without(events, 1) }), /^committed as thing-p 2, thing-q 1, stored as thing-p 2: c2$/],
  ['an event stored under another version than was said', ({ events }) => ({ events: changed(events, 0, { version: 5 }) }), /^committed as thing-p 1, stored as thing-p 5: c1$/],
  ['an event of what was rolled back', ({ events }) => ({ events: [...events, event(5, 'p', 3, 'c3')] }), /^rolled back, and stored: c3$/],
  ['an event of what was to be rolled back by one who was killed', ({ events }) => ({ events: [...events, event(5, 'p', 3, 'c6')] }), /^rolled back, and stored: c6$/],
  ['an event that nobody has begun', ({ events }) => ({ events: [...events, event(5, 'p', 3, 'c9')] }), /^stored, and nobody has begun it: c9$/],
  ['one event of a command twice, where nobody knows what became of it', ({ events }) => ({ events: [...events, event(5, 'q', 3, 'c5')] }), /^stored in part: c5$/],
  ['an event without a position', ({ events }) => ({ events: changed(events, 3, { position: null }) }), /^without a position: thing-q 2$/],
  ['a hole in the positions', ({ events }) => ({ events: changed(events, 3, { position: 5 }) }), /^position 4 is missing, 5 comes$/],
  ['a position given twice', ({ events }) => ({ events: changed(events, 3, { position: 3 }) }), /^position 4 is missing, 3 comes$/],
  ['versions that fall as positions rise', ({ events }) => ({ events: changed(changed(events, 0, { position: 3 }), 2, { position: 1 }) }), /^thing-p 2 at position 1, where version 1 was to come$/],
  ['an aggregate that has changed without an event', ({ things }) => ({ things: changed(things, 2, { version: 1 }) }), /^thing r has version 1, its events end with 0$/],
  ['a lost effect', ({ effects }) => ({ effects: without(effects, 3) }), /^lost: thing-q 2 at position 4 has no effect$/],
  ['a doubled effect', ({ effects }) => ({ effects: [...effects, { ...effects[3]!, seq: 5 }] }), /^doubled: thing-q 2 at position 4 has 2 effects$/],
  ['effects of one aggregate out of order', ({ effects }) => ({ effects: [effects[2]!, effects[1]!, effects[0]!, effects[3]!] }), /^out of order: the effect of thing-p 1 by a1 after that of version 2$/],
  ['an effect of what is not stored', ({ effects }) => ({ effects: [...effects, effect(event(5, 'r', 1, 'c9'), 5)] }), /^an effect of what is not stored: thing-r 1 by a1$/],
  ['an effect of another text', ({ effects }) => ({ effects: changed(effects, 0, { text: 'c9' }) }), /^an effect of what is not stored: thing-p 1 by a1$/],
  ['an event that is still kept', () => ({ deferred: [{ stream_id: 'thing-p', position: 1, status: 'parked', error: 'poison' }] }), /^parked: thing-p at position 1: poison$/],
  ['an effect under a fence that another has passed', ({ effects }) => ({ effects: changed(effects, 3, { fence: 1, host: 'a1' }) }), /^stale: a1 has written the effect of thing-q 2 under fence 1, after 2$/],
  ['two hosts under one fence', ({ effects }) => ({ effects: changed(effects, 3, { host: 'c1' }) }), /^stale: c1 has written the effect of thing-q 2 under fence 2, which is b1's$/],
];

describe('what a run is held to', () => {
  test('is nothing that a whole one breaks', () => {
    const { ledger, state } = whole();
    expect(violations(ledger, state)).toEqual([]);
  });

  test.each(planted)('catches %s', (_, plant, said) => {
    const { ledger, state } = whole();
    expect(violations(ledger, { ...state, ...plant(state) })).toContainEqual(expect.stringMatching(said));
  });

  test('counts what has been committed, and settles what has failed', () => {
    const { ledger } = whole();
    expect([ledger.events, ledger.settled]).toEqual([3, 3]);
    ledger.note({ says: 'failed', token: 'c4', error: 'the database is away' });
    expect([ledger.events, ledger.settled, ledger.entries.get('c4')!.outcome]).toEqual([3, 4, 'unknown']);
    expect(() => ledger.note({ says: 'done', token: 'c8', versions: [1] })).toThrow('has never begun');
  });
});
