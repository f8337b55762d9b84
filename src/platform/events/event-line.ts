import { createHash } from 'node:crypto';
import { StoredEvent } from './stored-event.ts';

/** An event as one line of an archive, the same wherever it is written: JSON with the fields in the order of the schema, and a line feed. */
export const eventLine = (event: StoredEvent): string => `${JSON.stringify(StoredEvent.parse(event))}\n`;

/** The digest by which who has written events away proves that it has all of them: SHA-256 over their lines, in hexadecimal. */
export function digestOfLines(lines: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line);
  return hash.digest('hex');
}
