import { expect, test } from '@jest/globals';
import { syllabusContract, type Syllabus } from '@aurora/syllabus/contract';
import fc from 'fast-check';
import { v2Contract } from '../../versions/v2/contract.ts';
import { fields, nextPage, syllabus } from '../../versions/v2/transform.ts';

const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const fileId = fc.string({ unit: fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'), minLength: 26, maxLength: 26 });
const word = (max: number) => fc.string({ minLength: 1, maxLength: max }).filter(text => text.trim() !== '' && !/\p{Cc}|\p{Cs}/u.test(text));
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const time = '2026-11-23T09:30:00.000Z';

const first: fc.Arbitrary<Syllabus> = fc.record({
  id, subject_id: id, subject_code: orNull(word(64)), subject_name: orNull(word(300)), file_id: fileId, year: orNull(fc.integer({ min: 1000, max: 9999 })), term: orNull(word(32)), section: orNull(word(64)), instructor: orNull(word(200)),
  created_at: fc.constant(time), updated_at: fc.constant(time), version: id,
});

const patch = fc.record({
  subject: fc.record({ id }), file: fc.record({ id: fileId }), term: orNull(fc.record({ year: orNull(fc.integer({ min: 1000, max: 9999 })), name: orNull(word(32)) }, { requiredKeys: [] })),
  section: orNull(word(64)), instructor: orNull(word(200)),
}, { requiredKeys: [] });

test('Whatever the first version answers, sent back in the second one\'s form, says the same.', () => {
  fc.assert(fc.property(first, given => {
    const { subject, file, term, section, instructor } = syllabus(given);
    const { subject_id, file_id, year, term: name, section: before, instructor: who } = given;
    expect(fields({ subject, file, term, section, instructor })).toEqual({ subject_id, file_id, year, term: name, section: before, instructor: who });
  }));
});

test('Whatever the second version takes, the first one takes; it is told nothing that the client has not said.', () => {
  fc.assert(fc.property(id, patch, (at, given) => {
    const parsed = v2Contract.operations.update.input.parse({ id: at, ...given });
    const sent = { id: at, ...fields(parsed) };
    expect(syllabusContract.operations.update.input.parse(sent)).toEqual(sent);
    const told = [...(given.subject ? ['subject_id'] : []), ...(given.file ? ['file_id'] : []), ...(given.term === null ? ['year', 'term'] : [...('year' in (given.term ?? {}) ? ['year'] : []), ...('name' in (given.term ?? {}) ? ['term'] : [])]), ...('section' in given ? ['section'] : []), ...('instructor' in given ? ['instructor'] : [])];
    expect(Object.keys(fields(parsed)).sort()).toEqual(told.sort());
  }));
});

test('The address of the next page keeps the parameters of this one, whatever they hold.', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', minLength: 1 }), (instructor, cursor) => {
    const { next } = nextPage('/syllabi', { limit: 2, cursor: 'before', instructor, year: undefined }, cursor);
    expect(next).toMatch(/^[\x21-\x7e]+$/);
    const { pathname, searchParams } = new URL(next!, 'http://a');
    expect([pathname, Object.fromEntries(searchParams)]).toEqual(['/api/v2/syllabi', { limit: '2', cursor, instructor }]);
  }));
});
