const space = /[ \t\n\r]*/y;
/** A string without its closing quote, as far as it is well formed. */
const opened = /"(?:[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Where a match at `at` ends; `at` itself if there is none. */
function end(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

type Expected = 'value' | 'element or end' | 'key' | 'key or end' | 'colon' | 'comma or end';

/**
 * The index of the first character of `text` that cannot be there in JSON; its length if it only ends too early.
 * A word or number that is not whole counts from its beginning, an escape from its backslash.
 * V8 says so in some of its messages and not in others. Reads without recursion, however deep the text nests.
 */
export function jsonMistake(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  for (let at = 0; ;) {
    at = end(space, text, at);
    const character = text[at];
    if (character === undefined) return at;
    const closes = open.at(-1) === character && expected.endsWith('end');
    if (closes) {
      open.pop();
      expected = 'comma or end';
      at += 1;
    } else if (expected === 'colon' || expected === 'comma or end') {
      if (open.length === 0 || character !== (expected === 'colon' ? ':' : ',')) return at;
      expected = expected === 'comma or end' && open.at(-1) === '}' ? 'key' : 'value';
      at += 1;
    } else if (character === '"') {
      at = end(opened, text, at);
      if (text[at] !== '"') return at;
      expected = expected.startsWith('key') ? 'colon' : 'comma or end';
      at += 1;
    } else if (expected.startsWith('key')) {
      return at;
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? '}' : ']');
      expected = character === '{' ? 'key or end' : 'element or end';
      at += 1;
    } else {
      const after = end(scalar, text, at);
      if (after === at) return at;
      expected = 'comma or end';
      at = after;
    }
  }
}
