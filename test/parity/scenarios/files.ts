import type { ContentStream, Port } from '@aurora/kernel';
import type { fileContract } from '@aurora/file/contract';
import { call } from '@aurora/test/running';
import { refused } from '../trace.ts';

type Files = Port<typeof fileContract>;

const nobody = '0'.repeat(26);

/** Bytes that can be sent more than once. */
const bytes = (...parts: readonly (string | Uint8Array)[]): ContentStream => ({
  async *[Symbol.asyncIterator]() { for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part; },
});

const pdf = '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';
/** Without words: those of a document come when they come. */
const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex');
const block = Buffer.alloc(64 * 1024, 'a');

async function uploading(file: Files): Promise<void> {
  await file.upload({ name: 'Übersicht, "1".pdf', content: bytes(pdf) }, call());
  await file.upload({ name: 'C:\\Temp\\notes.txt', content: bytes('one ', 'two') }, call());
  await file.upload({ name: 'same bytes.txt', content: bytes('one two') }, call());
  await refused(file.upload({ name: 'page.pdf', content: bytes('<html><script>1</script></html>') }, call()));
  await refused(file.upload({ name: 'empty.txt', content: bytes() }, call()));
  await refused(file.upload({ name: 'folder/', content: bytes(pdf) }, call()));
  await refused(file.upload({ name: 'large.txt', content: bytes(...Array.from({ length: 40 }, () => block)) }, call()));
  const again = call();
  await file.upload({ name: 'again.txt', content: bytes('again') }, again);
  await refused(file.upload({ name: 'again.txt', content: bytes('other bytes') }, again));
}

async function downloading(file: Files): Promise<void> {
  const { id } = await file.upload({ name: 'Grüße.txt', content: bytes('0123456789') }, call());
  await file.get({ id }, call());
  await refused(file.get({ id: nobody }, call()));
  await refused(file.url({ id: nobody }, call()));
  await file.url({ id }, call());
  const { url } = await file.url({ id, disposition: 'inline' }, call());
  const link = linkOf(id, url);
  await file.download(link, call());
  await refused(file.download({ ...link, disposition: 'attachment' }, call()));
  await refused(file.download({ ...link, sig: `${link.sig}x` }, call()));
  await refused(file.download({ ...link, exp: String(Number(link.exp) + 1) }, call()));
  await refused(file.download({ ...link, id: nobody }, call()));
  await file.delete({ id }, call());
  await refused(file.download(link, call()));
}

const linkOf = (id: string, url: string) => ({ id, ...Object.fromEntries(new URL(url).searchParams) as Record<'disposition' | 'exp' | 'digest' | 'sig', string> });

async function granting(file: Files): Promise<void> {
  const { id } = await file.upload({ name: 'granted.txt', content: bytes('0123456789') }, call());
  // It is not used: each use counts, also one that is repeated.
  const { grant } = await file.grantUrl({ id, max_uses: 2 }, call());
  await file.listGrants({ id }, call());
  await file.usage({}, call());
  await refused(file.grantUrl({ id: nobody }, call()));
  await refused(file.grantUrl({ id, expires_in: 100 * 24 * 3_600 }, call()));
  await refused(file.listGrants({ id: nobody }, call()));
  await file.revokeGrant({ id, grant: grant.id }, call());
  await refused(file.revokeGrant({ id, grant: 'none' }, call()));
}

async function claiming(file: Files): Promise<void> {
  const { id } = await file.upload({ name: 'claimed.pdf', content: bytes(pdf) }, call());
  await file.claim({ id, holder: 'syllabus:1' }, call({ caller: 'syllabus' }));
  await file.claim({ id, holder: 'syllabus:1' }, call({ caller: 'syllabus' }));
  await file.claim({ id, holder: 'syllabus:2:change' }, call({ caller: 'syllabus' }));
  await refused(file.claim({ id: nobody, holder: 'syllabus:1' }, call({ caller: 'syllabus' })));
  await refused(file.delete({ id }, call()));
  await file.unclaim({ id, holder: 'syllabus:1' }, call({ caller: 'syllabus' }));
  await file.unclaim({ id, holder: 'syllabus:1' }, call({ caller: 'syllabus' }));
  await file.unclaim({ id: nobody, holder: 'syllabus:1' }, call({ caller: 'syllabus' }));
  await file.get({ id }, call());
  await file.unclaim({ id, holder: 'syllabus:2:change' }, call({ caller: 'syllabus' }));
  await file.get({ id }, call());
  await file.delete({ id }, call());
  await refused(file.delete({ id }, call()));
}

const named = (name: string): string => `filename ${Buffer.from(name).toString('base64')}`;

/** Resumable uploads, one of which becomes a file. What a port sends is not sent again, so each goes on under a command of its own. */
async function resuming(file: Files): Promise<void> {
  const tus = { tus_resumable: '1.0.0' };
  const begin = (size: number, more: Partial<Parameters<Files['tusCreate']>[0]> = {}) => file.tusCreate({ ...tus, upload_length: String(size), upload_metadata: named('plan.txt'), content: bytes(), ...more }, call());
  const send = (upload: string, offset: number, content: ContentStream, more: Partial<Parameters<Files['tusPatch']>[0]> = {}) =>
    file.tusPatch({ upload, ...tus, content_type: 'application/offset+octet-stream', upload_offset: String(offset), content, ...more }, call());
  await file.tusOptions({}, call());
  const { id: upload } = await begin(7);
  await file.tusHead({ upload, ...tus }, call());
  await send(upload, 7, bytes()).catch(() => undefined);
  await send(upload, 0, bytes('one two'));
  await send(upload, 7, bytes());
  await file.tusHead({ upload, ...tus }, call());
  await refused(file.tusDelete({ upload, ...tus }, call()));
  await refused(begin(7, { tus_resumable: '0.1' }));
  await refused(begin(40 * 1024 ** 2));
  await refused(begin(7, { upload_metadata: named('a.svg') }));
  await refused(begin(7, { upload_metadata: 'filename a' }));
  const { id: other } = await begin(3);
  await refused(file.tusHead({ upload: other }, call()));
  await refused(send(other, 0, bytes('a'), { tus_resumable: '0.1' }));
  await refused(send(other, 0, bytes('a'), { content_type: 'text/plain' }));
  await refused(file.tusDelete({ upload: other }, call()));
  await file.tusDelete({ upload: other, ...tus }, call());
  await refused(file.tusDelete({ upload: other, ...tus }, call()));
  await refused(file.tusHead({ upload: other, ...tus }, call()));
  await refused(send(other, 0, bytes('a')));
  const { id: third } = await begin(3);
  await refused(send(third, 0, bytes('more')));
}

/** Files on the disk take no direct uploads: what S3 does with them is in modules/file/test/direct.test.ts. */
async function sending(file: Files): Promise<void> {
  await refused(file.directCreate({ name: 'plan.pdf', size: 10 }, call()));
  await refused(file.directCreate({ name: 'plan.pdf', size: 40 * 1024 ** 2 }, call()));
  await refused(file.directCreate({ name: 'plan.svg', size: 10 }, call()));
  await refused(file.directComplete({ upload: nobody }, call()));
  await refused(file.directDelete({ upload: nobody }, call()));
}

/** The words of an image are known at once: there are none. Nor has it a preview. */
async function reading(file: Files): Promise<void> {
  const { id } = await file.upload({ name: 'a.png', content: bytes(png) }, call());
  await file.words({ id }, call({ caller: 'syllabus' }));
  await refused(file.preview({ id }, call()));
  await refused(file.words({ id: nobody }, call({ caller: 'syllabus' })));
}

/** Everything that can be asked of the file module, and every way it refuses. */
export async function files({ file }: { readonly file: Files }): Promise<void> {
  for (const part of [uploading, downloading, granting, claiming, resuming, sending, reading]) await part(file);
}
