import { describe, expect, test } from '@jest/globals';
import { fieldText, mapColumns, requiredText } from '../import/columns.ts';
import { subjectColumns } from '../import/subject-row.ts';
import { syllabusColumns } from '../import/syllabus-row.ts';

const map = (header: string[], given: Record<string, string> = {}) => mapColumns(subjectColumns, header, new Map(Object.entries(given)));
const row = (...values: string[]) => ({ row: 2, line: 2, values });

describe('columns are found', () => {
  test('by well-known names, whatever their case and punctuation', () => {
    const mapping = map(['Course-Code', 'courseTitle', 'DESCRIPTION', 'Credit Hours', 'dept.']);
    expect(mapping).toMatchObject({ code: { columns: [0] }, name: { columns: [1] }, description: { columns: [2] }, credits: { columns: [3] }, department: { columns: [4] } });
  });

  test('by the exact name that --map gives, before columns joined by a space', () => {
    expect(map(['Subject', 'Number', 'Subject Number', 'Name'], { code: 'Subject Number' }).code).toEqual({ title: 'Subject Number', columns: [2] });
  });

  test('joined by a space, also where names have spaces themselves', () => {
    const mapping = map(['Course', 'Course Number', 'No', 'Name'], { code: 'Course Course Number No' });
    expect(mapping.code).toEqual({ title: 'Course Course Number No', columns: [0, 1, 2] });
    expect(fieldText(mapping.code, row('CS', ' 101 ', '', 'x'))).toBe('CS 101');
  });

  test('not at all where --map leaves the column empty', () => {
    expect(map(['code', 'name', 'group'], { department: '' }).department).toBeUndefined();
  });

  test('of an index of syllabi', () => {
    const mapping = mapColumns(syllabusColumns, ['Filename', 'Course', 'Semester', 'Year', 'SHA-256', 'Lecturer'], new Map());
    expect(mapping).toMatchObject({ file: { columns: [0] }, code: { columns: [1] }, term: { columns: [2] }, year: { columns: [3] }, sha256: { columns: [4] }, instructor: { columns: [5] } });
  });
});

describe('columns are refused', () => {
  const refused: [string, string[], Record<string, string>, RegExp][] = [
    ['an unknown field', ['code', 'name'], { colour: 'x' }, /no field "colour"; the fields are code, name/],
    ['an unknown column', ['code', 'name'], { name: 'Title' }, /no column "Title".*"code", "name"/],
    ['a required field without a column', ['Subject', 'Name'], {}, /--map code="COLUMN".*"Subject", "Name"/],
    ['a name that two columns have', ['code', 'Name', 'Name'], { name: 'Name' }, /several columns "Name"/],
    ['part of a column name', ['Subject Area', 'Name'], { code: 'Subject' }, /no column "Subject"/],
  ];
  test.each(refused)('%s', (_, header, given, message) => {
    expect(() => map(header, given)).toThrow(message);
  });

  test('a code of which one column is empty', () => {
    const header = ['Subject', 'Number', 'Name'];
    const { code } = map(header, { code: 'Subject Number' });
    expect(() => requiredText('code', code!, header, row('AAS', ' ', 'Politics'))).toThrow('code: "Number" is empty');
  });
});
