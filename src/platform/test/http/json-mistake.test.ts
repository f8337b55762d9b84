import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonMistake } from '../../http/json-mistake.ts';

describe('the position of a mistake in JSON', () => {
  test.each([
    ['{"name": }', 9], ['{"a": 1,}', 8], ['[1,]', 3], ['[1 2]', 3], ['{"a" 1}', 5], ['{a: 1}', 1], ['01', 1], ['1.', 1], ['nul', 0], ['"a\tb"', 2], ['"\\x"', 1], ['"\\u12g4"', 1],
    ['[1}', 2], ['{"a": [}', 7], ['1 1', 2], ['}', 0], ['', 0], ['  ', 2], ['{"a": "b', 8], ['[[[', 3], ['{"a": 1', 7], ["{'a': 1}", 1], ['\ufeff{}', 0],
  ])('in %j is %d', (text, position) => {
    expect(jsonMistake(text)).toBe(position);
  });

  test('is where V8 says it is, whenever it says so', () => {
    const broken = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', ']', '"', ':', '1', '\\', 'x', ' ')).map(([json, at, put]) => json.slice(0, at % (json.length + 1)) + put + json.slice((at % (json.length + 1)) + 1));
    fc.assert(fc.property(broken, text => {
      let message = '';
      try {
        JSON.parse(text);
        return;
      } catch (error) {
        ({ message } = error as SyntaxError);
      }
      const position = jsonMistake(text);
      const said = message.startsWith('Unexpected end') ? text.length : Number(/in JSON at position (\d+)/.exec(message)?.[1] ?? position);
      expect(position).toBeLessThanOrEqual(said);
      // V8 counts into a broken word, number or escape; we count from where it begins.
      expect(text.slice(position, said)).toMatch(/^(?:[\w.+-]*|\\.*)$/s);
    }), { numRuns: 2000 });
  });

  test('is found however deep the text nests', () => {
    expect(jsonMistake(`${'[{"a":'.repeat(200_000)}!`)).toBe(1_200_000);
  });
});
