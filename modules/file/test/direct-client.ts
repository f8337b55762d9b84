import { createHash, randomBytes } from 'node:crypto';
import { call } from './calls.ts';
import type { Deployment } from './deployment.ts';
import type { FileHost } from './open-host.ts';
import { pdf } from './samples.ts';

type Port = FileHost['port'];

/** What a client is told of an upload that it sends to S3 itself. */
export type Begun = Awaited<ReturnType<Port['directCreate']>>;

export const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** A PDF that nobody else has. */
export const newPdf = (size = 100_000): Buffer => Buffer.concat([pdf, randomBytes(size - pdf.length)]);

export const begin = (port: Port, { length }: Uint8Array, more: { name?: string; sha256?: string } = {}, context = call()): Promise<Begun> => port.directCreate({ name: 'plan.pdf', size: length, ...more }, context);

/** Sends bytes as the answer says; answers the store's status. */
export const send = async ({ headers, method, url }: Begun, body: Buffer, more: Readonly<Record<string, string>> = {}): Promise<number> =>
  (await fetch(url, { method, body, headers: { ...headers, ...more } })).status;

export const complete = ({ port }: FileHost, { id }: Begun, context = call()) => port.directComplete({ upload: id }, context);

/** The id of what `work` makes, or the code of its error. */
export const outcome = (work: Promise<{ id: string }>): Promise<string> => work.then(({ id }) => id, (error: { code: string }) => error.code);

/** The path in the store that a URL is for. */
export const pathOf = ({ url }: Begun): string => /direct\/[^/?]+/.exec(url)![0];

/** Lets the time pass in which something may still come. */
export async function passUrls(deployment: Deployment): Promise<void> {
  await deployment.sql('update resumable_upload set direct_until = ?', new Date(Date.now() - 25 * 3_600_000).toISOString());
}
