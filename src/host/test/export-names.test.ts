import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FilePaths, safeName } from '../export/file-names.ts';

describe('names of exported files', () => {
  test.each([
    ['Syllabus Fall 2021.pdf', 'Syllabus Fall 2021.pdf'], ['../../etc/passwd', '_.._.._etc_passwd'], ['a/b\\c:d.pdf', 'a_b_c_d.pdf'], ['.hidden', '_.hidden'], ['trailing. ', 'trailing'],
    ['CON.txt', '_CON.txt'], ['a\r\nb.pdf', 'a__b.pdf'], ['', 'file'], ['...', 'file'], ['osnova š.pdf', 'osnova š.pdf'],
  ])('%j becomes %j', (original, name) => {
    expect(safeName(original)).toBe(name);
  });

  test('are never a path, never too long, and keep their extension', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), stem => {
      const name = safeName(`${stem}.pdf`);
      expect(name).not.toMatch(/[/\\\p{Cc}]|^\.|^$/u);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
      expect(name.endsWith('.pdf')).toBe(true);
      expect(safeName(name)).toBe(name);
    }));
  });

  test('are unique, also where upper and lower case are the same; equal files share one', () => {
    const paths = new FilePaths();
    expect(paths.of({ id: '1', original_name: 'Syllabus.pdf', sha256: 'a' })).toBe('Syllabus.pdf');
    expect(paths.of({ id: '2', original_name: 'syllabus.PDF', sha256: 'b' })).toBe('2/syllabus.PDF');
    expect(paths.of({ id: '3', original_name: 'Syllabus.pdf', sha256: 'a' })).toBe('Syllabus.pdf');
  });
});
