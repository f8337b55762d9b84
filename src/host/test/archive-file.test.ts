import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOfLines, eventLine, type StoredEvent } from '@aurora/platform/events';
import { testFolder } from '@aurora/test/running';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readArchive, writeArchive } from '../archive/archive-file.ts';

const event = (position: number, event_data: unknown = {}): StoredEvent => ({
  position, event_id: `event-${position}`, stream_id: `thing-${position}`, version: 1, event_type: 'thing.changed.v1', event_data, metadata: { correlation_id: 'c', principal: 'user:anna' }, timestamp: '2026-01-01T00:00:00.000Z',
});
const events = (after: number, through: number): StoredEvent[] => Array.from({ length: through - after }, (_, index) => event(after + 1 + index));
async function* pages(...all: readonly (readonly StoredEvent[])[]): AsyncGenerator<readonly StoredEvent[]> { yield* all; }

test.each(['plain.jsonl', 'small.jsonl.gz'])('an archive is read back as it was written, in parts of at most a thousand: %s', async name => {
  await using folder = await testFolder();
  const path = join(folder.path, name);
  await writeArchive(path, name, 'thing', 10, pages(events(10, 1_010), events(1_010, 2_500)));
  const { parts, ...archive } = await readArchive(path, name, 10);
  expect(archive).toEqual({ module: 'thing', after: 10, through: 2_500, events: 2_490, sha256: digestOfLines(events(10, 2_500).map(eventLine)) });
  expect(parts.map(({ after, through }) => [after, through])).toEqual([[10, 1_010], [1_010, 2_010], [2_010, 2_500]]);
  expect(parts[1]!.digest).toBe(digestOfLines(events(1_010, 2_010).map(eventLine)));
  // What has gone already is passed over.
  expect((await readArchive(path, name, 2_400)).parts).toEqual([{ after: 2_400, through: 2_500, digest: digestOfLines(events(2_400, 2_500).map(eventLine)) }]);
  expect((await readArchive(path, name, 2_500)).parts).toEqual([]);
  await expect(readArchive(path, name, 9)).rejects.toThrow('those after 9 are still to be archived');
});

test('the same events give the same bytes, and no text of theirs breaks a line', async () => {
  await using folder = await testFolder();
  await fc.assert(fc.asyncProperty(fc.array(fc.string({ unit: fc.oneof(fc.constantFrom('\n', '\r', '\u2028', '\u0085', '"', 'é', '🎓'), fc.string()) }), { maxLength: 5 }), async texts => {
    const told = texts.map((text, index) => event(index + 1, { text }));
    const [first, second] = ['first.gz', 'second.gz'].map(name => join(folder.path, name));
    for (const path of [first!, second!]) await writeArchive(path, path, 'thing', 0, pages(told));
    expect((await readFile(first!)).equals(await readFile(second!))).toBe(true);
    expect(await readArchive(first!, first!, 0)).toMatchObject({ events: texts.length, sha256: digestOfLines(told.map(eventLine)) });
  }), { numRuns: 30 });
});

test('a file that is no whole archive is none', async () => {
  await using folder = await testFolder();
  const path = (name: string): string => join(folder.path, name);
  await writeArchive(path('whole'), 'whole', 'thing', 0, pages(events(0, 3)));
  await writeArchive(path('whole.gz'), 'whole.gz', 'thing', 0, pages(events(0, 3)));
  const text = await readFile(path('whole'), 'utf8');
  const lines = text.split('\n');
  const tries: Record<string, [string | Buffer, string]> = {
    'empty': ['', 'ends too early'],
    'cut': [lines.slice(0, 3).join('\n'), 'ends too early'],
    'torn': [text.slice(0, -40), 'is not JSON'],
    'missing': [lines.toSpliced(1, 1).join('\n'), 'event 1 is missing'],
    'twice': [lines.toSpliced(1, 0, lines[1]!).join('\n'), 'event 2 is missing'],
    'changed': [text.replace('user:anna', 'user:eve'), 'last line says otherwise'],
    'longer': [`${text}${lines[1]}\n`, 'goes on after its end'],
    'notes': ['{"mine":true}\n', 'does not begin as one'],
    'text.gz': [text, 'no whole archive'],
    'cut.gz': [(await readFile(path('whole.gz'))).subarray(0, -20), 'no whole archive'],
  };
  for (const [name, [content, why]] of Object.entries(tries)) {
    await writeFile(path(name), content);
    expect([name, await readArchive(path(name), name, 0).then(() => 'read', (error: Error) => error.message)]).toEqual([name, expect.stringContaining(why)]);
  }
  await expect(readArchive(path('nowhere'), 'nowhere', 0)).rejects.toThrow('ENOENT');
});
