import { expect, test } from '@jest/globals';
import { call, onEachDatabase } from '@aurora/test/running';
import fc from 'fast-check';

/** Texts that the contract takes, among them those that become longer when they are folded. */
const line = (max: number) => fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: max }), fc.string({ unit: fc.constantFrom('ﷺ', '한', 'İ', 'ﬁ', '🎓', 'ß', '①', '\ufb2c', 'e\u0301', ' '), maxLength: max }), fc.constantFrom('ﷺ', '\ufb2c', 'İ', '🎓').map(unit => unit.repeat(Math.floor(max / unit.length))),
).filter(text => text.trim().length >= 1 && text.length <= max && /^[^\p{Cc}\p{Cs}]*$/u.test(text));

const credits = fc.integer({ min: 0, max: 100_000 }).map(hundredths => hundredths / 100);

onEachDatabase('any text and number that the contract takes', ({ deploy }) => {
  test('is kept as it was given, and found again', async () => {
    await using deployment = await deploy();
    const { ports: { subject } } = await deployment.host(['subject']);
    await fc.assert(fc.asyncProperty(line(300), line(64), line(200), fc.string({ unit: 'grapheme', maxLength: 500 }).filter(text => /^[^\u0000\p{Cs}]*$/u.test(text)), credits, async (name, code, department, description, amount) => {
      const { id } = await subject.create({ name, code, department, description, credits: amount }, call());
      expect(await subject.get({ id }, call())).toMatchObject({ name: name.trim(), code: code.trim(), description, credits: amount });
      for (const filter of [{ code }, { code_prefix: code }, { department }]) expect((await subject.list({ ...filter, sort: '-id' }, call())).items.map(item => item.id)).toContain(id);
      await subject.delete({ id }, call());
    }), { numRuns: 30 });
  });
});
