const candidates = [',', ';', '\t', '|'];
/** Characters within which the first line must end. */
const longestHeader = 1_000_000;

/** The delimiter of a table whose text begins with `header`: of comma, semicolon, tab and bar the most frequent one outside quotes. */
export function delimiterOf(header: string): string {
  const bare = header.replaceAll(/"(?:[^"]|"")*"/g, '');
  const counts = candidates.map(candidate => bare.split(candidate).length);
  return candidates[counts.indexOf(Math.max(...counts))]!;
}

/** Takes from `texts` until the first line has ended, line ends in quotes aside. Gives that line, and everything taken. */
export async function takeFirstLine(texts: AsyncIterator<string>): Promise<{ line: string; taken: string }> {
  let taken = '';
  for (;;) {
    const end = /^(?:[^"\r\n]|"(?:[^"]|"")*")*(?=[\r\n])/.exec(taken);
    if (end) return { line: end[0], taken };
    const next = taken.length < longestHeader ? await texts.next() : { done: true as const };
    if (next.done) return { line: taken, taken };
    taken += next.value;
  }
}

/** What `--delimiter` says: one character, `\t` or `tab`. */
export const delimiterNamed = (text: string): string | undefined => (text === '\\t' || text === 'tab' ? '\t' : text.length === 1 ? text : undefined);
