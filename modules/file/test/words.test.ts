import { describe, expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { bytes, call, codeOf } from './calls.ts';
import { Deployment } from './deployment.ts';
import { docxBomb, docxOf, odtOf, pdfBomb, pdfOf } from './documents.ts';
import { onEveryStore } from './every-store.ts';
import type { FileHost } from './open-host.ts';

/** The words of a new file, once they are known. */
async function wordsOf(port: FileHost['port'], name: string, content: Uint8Array | string): Promise<{ status: string; words: string[] }> {
  const { id } = await port.upload({ name, content: bytes(content) }, call());
  const { status, words } = await until(async () => {
    const known = await port.words({ id }, call());
    return known.status !== 'pending' && known;
  });
  return { status, words: words.split(' ').filter(word => word !== '') };
}

onEveryStore('the words of documents', engine => {
  test.each<[string, string, () => Uint8Array | string]>([
    ['PDF', 'a.pdf', () => pdfOf('Café Málaga 2024, a b CAFE')],
    ['Word', 'a.docx', () => docxOf('Café</w:t></w:r><w:r><w:tab/><w:t>Málaga</w:t></w:r></w:p><w:p><w:r><w:t>2024 a b CAFE')],
    ['OpenDocument', 'a.odt', () => odtOf('Café <text:span>Málaga</text:span><text:tab/>2024 a b CAFE')],
    ['text', 'a.md', () => '# Café\n\nMálaga, 2024 (a b) CAFE'],
  ])('are read of %s: each once, without case and accents', async (_, name, content) => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.restart();
    expect(await wordsOf(port, name, content())).toEqual({ status: 'done', words: ['cafe', 'malaga', '2024'] });
  });

  test('of an image, and of what is broken, are none; those after it are read', async () => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.restart();
    const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex');
    expect(await wordsOf(port, 'a.png', png)).toEqual({ status: 'none', words: [] });
    expect(await wordsOf(port, 'a.pdf', `%PDF-1.7\n${'x'.repeat(1000)}`)).toEqual({ status: 'none', words: [] });
    expect(await wordsOf(port, 'b.pdf', pdfOf('after all'))).toEqual({ status: 'done', words: ['after', 'all'] });
    expect(await codeOf(port.words({ id: '0'.repeat(26) }, call()))).toBe('NOT_FOUND');
  });

  test('of content that is there already are known at once, and forgotten with it', async () => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.restart();
    await wordsOf(port, 'a.txt', 'hello world');
    const { id } = await port.upload({ name: 'b.txt', content: bytes('hello world') }, call());
    expect(await port.words({ id }, call())).toEqual({ status: 'done', words: 'hello world' });
    for (const file of await deployment.sql<{ id: string }>('select id from file')) await port.delete({ id: file.id }, call());
    await deployment.restart();
    expect(await deployment.sql('select * from content_words')).toEqual([]);
  });

  test('are not read where that is switched off', async () => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.restart({ env: { AURORA_FILE_WORDS: 'false' } });
    const { id } = await port.upload({ name: 'a.txt', content: bytes('hello world') }, call());
    expect((await port.words({ id }, call())).status).toBe('none');
  });
});

describe('a document whose reading a stop interrupts', () => {
  test('is read in the end, however often', async () => {
    await using deployment = await Deployment.create();
    let host = await deployment.restart();
    const { id } = await host.port.upload({ name: 'a.docx', content: bytes(docxBomb('harmless beginning')) }, call());
    for (let stops = 0; stops < 4; stops += 1) {
      await until(async () => (await deployment.sql<{ attempts: number }>('select attempts from content_words'))[0]?.attempts === 1);
      await host.stop();
      host = await deployment.restart();
    }
    expect(await until(async () => {
      const known = await host.port.words({ id }, call());
      return known.status !== 'pending' && known;
    })).toEqual({ status: 'done', words: 'harmless beginning' });
  });
});

describe('a document that is made to kill its reader', () => {
  test('11 an archive that unpacks to 10 GiB is read as far as it may be', async () => {
    await using deployment = await Deployment.create();
    const { port } = await deployment.restart();
    expect(await wordsOf(port, 'a.docx', docxBomb('harmless beginning'))).toEqual({ status: 'done', words: ['harmless', 'beginning'] });
  });

  test('11 a PDF that unpacks to 4 GiB is given up, and the next is read', async () => {
    await using deployment = await Deployment.create();
    const { port } = await deployment.restart();
    const before = process.memoryUsage().rss;
    let most = before;
    const watch = setInterval(() => { most = Math.max(most, process.memoryUsage().rss); }, 20);
    expect(await wordsOf(port, 'a.pdf', pdfBomb())).toEqual({ status: 'none', words: [] });
    clearInterval(watch);
    expect(most - before).toBeLessThan(2048 * 2 ** 20);
    expect(await wordsOf(port, 'b.pdf', pdfOf('after all'))).toEqual({ status: 'done', words: ['after', 'all'] });
  });
});
