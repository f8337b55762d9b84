import { expect, test } from '@jest/globals';
import { describeWith } from '@aurora/test/services';
import { all, bytes, call, codeOf } from './calls.ts';
import { expectNothingElse } from './consistency.ts';
import { Deployment } from './deployment.ts';
import { pdfOf } from './documents.ts';
import { onEveryStore } from './every-store.ts';
import type { FileHost } from './open-host.ts';

/** Width and height of the preview of a file, which must be a PNG as large as it says. */
async function preview(port: FileHost['port'], id: string): Promise<{ width: number; height: number; tag: string }> {
  const content = await port.preview({ id }, call());
  const png = await all(content.open());
  expect(content).toMatchObject({ type: 'image/png', disposition: 'inline', size: png.length });
  expect(png.subarray(0, 8)).toEqual(Buffer.from('89504e470d0a1a0a', 'hex'));
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20), tag: content.tag };
}

describeWith('poppler', 'a preview', () => {
  onEveryStore('of a PDF', engine => {
    test('is the first page, made once for the same bytes, however many ask at once', async () => {
      await using deployment = await Deployment.create(engine);
      const hosts = [await deployment.host(), await deployment.host()];
      const pdf = pdfOf('Week 1: vectors');
      const [a, b] = [await hosts[0]!.port.upload({ name: 'a.pdf', content: bytes(pdf) }, call()), await hosts[1]!.port.upload({ name: 'b.pdf', content: bytes(pdf) }, call())];
      const made = await Promise.all(hosts.flatMap(({ port }) => [preview(port, a.id), preview(port, b.id)]));
      // A4 in portrait.
      for (const one of made) expect(one).toEqual({ width: 724, height: 1024, tag: made[0]!.tag });
      expect(await deployment.stored()).toHaveLength(2);
      expect((await deployment.sql<{ files: number }>('select files from content order by files')).map(({ files }) => Number(files))).toEqual([1, 2]);
    });

    test('goes with the last file that has the bytes', async () => {
      await using deployment = await Deployment.create(engine);
      const { port } = await deployment.host();
      const { id } = await port.upload({ name: 'a.pdf', content: bytes(pdfOf('Week 1')) }, call());
      await preview(port, id);
      await deployment.restart();
      expect(await deployment.stored()).toHaveLength(2);
      await port.delete({ id }, call());
      expect(await codeOf(port.preview({ id }, call()))).toBe('NOT_FOUND');
      await deployment.restart();
      await expectNothingElse(deployment);
      expect(await deployment.stored()).toEqual([]);
    });
  });

  test('of what is no PDF, or a broken one, there is none; those after it are made', async () => {
    await using deployment = await Deployment.create();
    const { port } = await deployment.host();
    for (const [name, content] of [['a.txt', 'text'], ['a.pdf', `%PDF-1.7\n${'x'.repeat(500)}`]] as const) {
      const { id } = await port.upload({ name, content: bytes(content) }, call());
      for (const _ of [1, 2]) expect([name, await codeOf(port.preview({ id }, call()))]).toEqual([name, 'NOT_FOUND']);
    }
    const { id } = await port.upload({ name: 'b.pdf', content: bytes(pdfOf('Week 1')) }, call());
    expect(await preview(port, id)).toMatchObject({ height: 1024 });
    expect((await deployment.stored()).filter(path => path.startsWith('incoming/'))).toEqual([]);
  });
});

test('where no renderer is installed there is no preview, and nothing is noted that would stand in the way of one', async () => {
  const path = process.env['PATH'];
  await using deployment = await Deployment.create();
  const { port } = await deployment.host();
  const { id } = await port.upload({ name: 'a.pdf', content: bytes(pdfOf('Week 1')) }, call());
  process.env['PATH'] = '/nowhere';
  try {
    expect(await codeOf(port.preview({ id }, call()))).toBe('NOT_FOUND');
  } finally {
    process.env['PATH'] = path;
  }
  expect(await deployment.sql('select * from content_preview')).toEqual([]);
});
