/** Characters of a value that a message shows. */
const room = 60;

/** A value as a message shows it: quoted, and cut when long. `from` is the first character that matters. */
export function shown(value: unknown, from = 0): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const start = text.length <= room || from < room - 10 ? 0 : Math.min(from - 10, text.length - room);
  return `"${start > 0 ? '…' : ''}${text.slice(start, start + room)}${start + room < text.length ? '…' : ''}"`;
}

/** Two values that differ, each shown where they do. */
export function shownApart(one: unknown, other: unknown): [string, string] {
  if (typeof one !== 'string' || typeof other !== 'string') return [shown(one), shown(other)];
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return [shown(one, at), shown(other, at)];
}
