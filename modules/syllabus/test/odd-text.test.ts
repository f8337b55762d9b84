import { expect, test } from '@jest/globals';
import { call, onEachDatabase } from '@aurora/test/running';
import fc from 'fast-check';
import { all, newFile, newSubject } from './workbench.ts';

/** Lines that the contract takes, among them those that become longer when they are folded. */
const line = (max: number) => fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: max }), fc.string({ unit: fc.constantFrom('ﷺ', '한', 'İ', 'ﬁ', '🎓', 'ß', '①', 'e\u0301', ' '), maxLength: max }), fc.constant('ﷺ'.repeat(max)),
).filter(text => text.trim().length >= 1 && text.length <= max && /^[^\p{Cc}\p{Cs}]*$/u.test(text));

onEachDatabase('any text that the contract takes', ({ deploy }) => {
  test('is kept as it was given, and found again', async () => {
    await using deployment = await deploy();
    const { ports } = await deployment.host(all);
    const { syllabus } = ports;
    const [subject_id, file_id] = [await newSubject(ports), await newFile(ports)];
    await fc.assert(fc.asyncProperty(line(32), line(64), line(200), async (term, section, instructor) => {
      const { id } = await syllabus.create({ subject_id, file_id, term, section, instructor }, call());
      expect(await syllabus.get({ id }, call())).toMatchObject({ term: term.trim(), section: section.trim(), instructor: instructor.trim() });
      expect((await syllabus.list({ term, instructor, sort: '-id' }, call())).items.map(item => item.id)).toContain(id);
      await syllabus.delete({ id }, call());
    }), { numRuns: 25 });
  });
});
