import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { call } from './calls.ts';
import { Deployment } from './deployment.ts';
import { linkTo } from './link-to.ts';

const block = Buffer.alloc(64 * 1024, 'text ');
const blocks = 4096;
/** Bytes between two looks at the memory: each collects all garbage, which takes seconds in a process that has run many tests. */
const sample = 64 * 1024 ** 2;
/** Freed buffers are swept in the background, so some are counted for a while. */
const allowed = 64 * 1024 ** 2;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that cannot be given up now, outside the code that runs. */
function held(): number {
  collectGarbage();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

test('256 MiB go in and out in constant memory', async () => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host({ env: { AURORA_FILE_MAX_SIZE: '1GiB' } });
  const before = held();
  let most = 0;
  let mostAhead = 0;

  async function* large() {
    for (let given = 1; given <= blocks; given += 1) {
      yield block;
      if (given * block.length % sample !== 0) continue;
      most = Math.max(most, held() - before);
      const [incoming] = await deployment.stored();
      mostAhead = Math.max(mostAhead, given * block.length - (await stat(join(deployment.dataDir, 'files', incoming!))).size);
    }
  }
  const { id, file_size } = await port.upload({ name: 'large.txt', content: large() }, call());
  expect(file_size).toBe(blocks * block.length);
  // The next block is asked for only when the last one has been written.
  expect(mostAhead).toBe(0);
  expect(most).toBeLessThan(allowed);

  const content = await port.download(await linkTo(port, id), call());
  let [taken, largest, seen] = [0, 0, 0];
  for await (const chunk of content.open()) {
    taken += chunk.length;
    largest = Math.max(largest, chunk.length);
    if (taken < seen + sample) continue;
    seen = taken;
    most = Math.max(most, held() - before);
  }
  expect(taken).toBe(file_size);
  expect(largest).toBeLessThanOrEqual(1024 ** 2);
  expect(most).toBeLessThan(allowed);
}, 300_000);

(process.platform === 'linux' ? test : test.skip)('a reader who leaves early, or comes too late, leaves no open file', async () => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host();
  async function* some() { for (let given = 0; given < 32; given += 1) yield block; }
  const { id } = await port.upload({ name: 'large.txt', content: some() }, call());
  const content = await port.download(await linkTo(port, id), call());
  const opened = content.open();
  for await (const chunk of opened) {
    expect(await deployment.opened()).toHaveLength(1);
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  expect(await deployment.opened()).toEqual([]);
  const unread = content.open();
  expect(await deployment.opened()).toEqual([]);
  await port.delete({ id }, call());
  await expect(unread[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a reader has all the bytes of a file that is deleted meanwhile', async () => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host();
  async function* some() { for (let given = 0; given < 32; given += 1) yield block; }
  const { id, file_size } = await port.upload({ name: 'large.txt', content: some() }, call());
  const content = await port.download(await linkTo(port, id), call());
  let taken = 0;
  for await (const chunk of content.open()) {
    if (taken === 0) await port.delete({ id }, call());
    taken += chunk.length;
  }
  expect(taken).toBe(file_size);
  expect(await deployment.stored()).toEqual([]);
});
