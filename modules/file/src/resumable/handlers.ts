import type { CallContext, Handlers } from '@aurora/kernel';
import type { fileContract } from '../../contract/index.ts';
import type { Answering, TusAnswer, TusRequest } from './tus-server.ts';

type TusName = 'tusOptions' | 'tusCreate' | 'tusHead' | 'tusPatch' | 'tusDelete';

/** The fields that there are: what is undefined has no header. */
const present = <Fields extends object>(fields: Fields): Fields => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;

const text = (value: string | null): string | undefined => value ?? undefined;

/** The handlers of tus; the library is loaded with the first request. */
export function tusHandlers(answering: Answering): Pick<Handlers<typeof fileContract>, TusName> {
  const answer = async (request: TusRequest, context: CallContext): Promise<TusAnswer> => (await import('./tus-server.ts')).answerTus(answering, request, context);
  return {
    tusOptions: async (_, context) => (await import('./tus-server.ts')).tusAbilities(answering, context),
    async tusCreate({ content, content_digest, content_type, repr_digest, tus_resumable, upload_concat, upload_defer_length, upload_length, upload_metadata }, context) {
      const { fileId, headers, id } = await answer({
        method: 'POST', content, contentDigest: content_digest, reprDigest: repr_digest,
        headers: { 'tus-resumable': tus_resumable, 'content-type': content_type, 'upload-length': upload_length, 'upload-metadata': upload_metadata, 'upload-defer-length': upload_defer_length, 'upload-concat': upload_concat },
      }, context);
      const offset = headers.get('upload-offset');
      return present({ id: id!, upload_offset: offset === null ? undefined : Number(offset), upload_expires: text(headers.get('upload-expires')), file_id: fileId });
    },
    async tusHead({ tus_resumable, upload }, context) {
      const { fileId, row } = await answer({ method: 'HEAD', upload, headers: { 'tus-resumable': tus_resumable } }, context);
      const { expires_at, metadata, received, size } = row!;
      return present({ upload_offset: received, upload_length: size, upload_metadata: metadata, upload_expires: fileId === undefined ? new Date(expires_at).toUTCString() : undefined, file_id: fileId });
    },
    async tusPatch({ content, content_digest, content_type, tus_resumable, upload, upload_length, upload_offset }, context) {
      const { fileId, headers } = await answer({
        method: 'PATCH', upload, content, contentDigest: content_digest,
        headers: { 'tus-resumable': tus_resumable, 'content-type': content_type, 'upload-offset': upload_offset, 'upload-length': upload_length },
      }, context);
      return present({ upload_offset: Number(headers.get('upload-offset')), upload_expires: text(headers.get('upload-expires')), file_id: fileId });
    },
    async tusDelete({ tus_resumable, upload }, context) {
      await answer({ method: 'DELETE', upload, headers: { 'tus-resumable': tus_resumable } }, context);
      return {};
    },
  };
}
