/**
 * Puts a value into names with dots and indexes, as Spring does with YAML: `{ "a": { "b": [1] } }` under `x` is `x.a.b[0]`. What is empty
 * is an empty text. Recurses: settings nest no deeper than their contract lets them.
 */
export function properties(name: string, value: unknown): [name: string, value: unknown][] {
  if (value === null) return [[name, '']];
  if (typeof value !== 'object') return [[name, value]];
  const members = Array.isArray(value) ? value.map((inner: unknown, index): [string, unknown] => [`${name}[${index}]`, inner]) : Object.entries(value).map(([member, inner]): [string, unknown] => [`${name}.${member}`, inner]);
  return members.length === 0 ? [[name, '']] : members.flatMap(([inner, at]) => properties(inner, at));
}
