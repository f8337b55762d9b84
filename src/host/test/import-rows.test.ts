import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cellOf, cleanLine, cleanText } from '../import/cleaning.ts';
import { mapColumns } from '../import/columns.ts';
import { mergeRows } from '../import/merge.ts';
import { readSubjectRow, subjectColumns } from '../import/subject-row.ts';
import { readSyllabusRow, syllabusColumns } from '../import/syllabus-row.ts';

const header = ['code', 'name', 'description', 'credits', 'credits max'];
const subject = (row: number, ...values: string[]) => readSubjectRow(mapColumns(subjectColumns, header, new Map()), header, { row, line: row, values });

const indexHeader = ['file', 'code', 'year', 'bytes', 'sha256'];
const syllabus = (...values: string[]) => readSyllabusRow(mapColumns(syllabusColumns, indexHeader, new Map()), indexHeader, { row: 2, line: 2, values });

describe('texts are cleaned', () => {
  test('of HTML entities, once, and only where a semicolon ends them', () => {
    expect(cleanLine('R&amp;D &#8211; AT&T &copy &amp;lt; A&B; caf&eacute;')).toBe('R&D – AT&T &copy &lt; A&B; café');
  });

  test('of line breaks in what is one line, and of Windows line ends in what has several', () => {
    expect(cleanLine(' Algorithms \r\n  and\tData ')).toBe('Algorithms and Data');
    expect(cleanText(' one\r\ntwo\r\n')).toBe('one\ntwo');
  });

  test('so that what an export writes is read back', () => {
    const awkward = fc.stringMatching(/^[\w &;#.,"'éŠ-]{0,30}$/).map(text => text.trim());
    fc.assert(fc.property(fc.oneof(awkward, fc.constantFrom('&amp;', '&amp;amp;', 'a &lt b', '&#65;')), text => {
      expect(cleanLine(cellOf(text))).toBe(text);
      expect(cleanText(cellOf(text))).toBe(text);
    }));
  });
});

describe('rows of one subject become one', () => {
  test('the first value that is filled wins', () => {
    const merged = mergeRows(subject(2, 'CS 1', 'Computers', '', '', ''), subject(3, 'cs 1', 'COMPUTERS', 'About them.', '3', ''));
    expect(merged).toMatchObject({ row: 2, code: 'CS 1', name: 'Computers', description: 'About them.', credits: { credits: 3, credits_max: null }, notes: [] });
  });

  test('a contradiction is noted once, with both rows', () => {
    const rows = [subject(2, 'CS 1', 'Computers', '', '3', ''), subject(3, 'CS 1', 'Machines', '', '1 to 4', ''), subject(4, 'CS 1', 'Machines', '', '3', '')];
    const merged = rows.reduce(mergeRows);
    expect(merged.name).toBe('Computers');
    expect(merged.notes.map(({ row, text }) => [row, text])).toEqual([
      [3, 'name: "Machines" contradicts "Computers" of row 2, which stays'],
      [3, 'credits: "{"credits":1,"credits_max":4}" contradicts "{"credits":3,"credits_max":null}" of row 2, which stays'],
    ]);
  });
});

describe('a row of subjects', () => {
  test('with credits that cannot be read leaves them open and says so', () => {
    expect(subject(2, 'CS 1', 'Computers', '', 'some', '')).toMatchObject({ credits: null, notes: [{ row: 2, text: 'credits: cannot read "some"; left open' }] });
  });

  test('may give the upper bound in a column of its own', () => {
    expect(subject(2, 'CS 1', 'Computers', '', '1', '4').credits).toEqual({ credits: 1, credits_max: 4 });
    expect(subject(2, 'CS 1', 'Computers', '', '4', '4').credits).toEqual({ credits: 4, credits_max: null });
    expect(subject(2, 'CS 1', 'Computers', '', '4', '1').notes).toHaveLength(1);
  });

  test.each([[['', 'Computers', '', '', ''], 'code: "code" is empty'], [['CS 1', 'Computers'], 'has 2 fields where the header has 5'], [['CS 1', 'a', 'b', '3', '', 'c'], 'has 6 fields']])('%j is refused', (values, reason) => {
    expect(() => subject(2, ...values)).toThrow(reason);
  });
});

describe('a row of an index', () => {
  const digest = 'ab'.repeat(32);

  test('is read, numbers as spreadsheets write them', () => {
    expect(syllabus('a.pdf', 'CS 1', '2021.0', '12', digest.toUpperCase())).toMatchObject({ file: 'a.pdf', year: 2021, bytes: 12, sha256: digest });
  });

  test.each([
    [['', 'CS 1', '', '', ''], 'file: "file" is empty'], [['a.pdf', '', '', '', ''], 'code: "code" is empty'], [['a.pdf', 'CS 1', '2021-22', '', ''], 'year: "2021-22" is not a year'],
    [['a.pdf', 'CS 1', '', '92 KB', ''], 'bytes: "92 KB" is not a number of bytes'], [['a.pdf', 'CS 1', '', '', 'abc'], 'sha256: "abc" is not 64 hexadecimal digits'],
  ])('%j is refused', (values, reason) => {
    expect(() => syllabus(...values)).toThrow(reason);
  });
});
