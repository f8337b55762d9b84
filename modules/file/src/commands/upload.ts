import type { Handlers } from '@aurora/kernel';
import type { Commands } from '@aurora/platform/persistence';
import type { Settings } from '@aurora/platform/settings';
import type { fileContract } from '../../contract/index.ts';
import type { Contents } from '../persistence/contents.ts';
import { takeRoom } from '../persistence/usage.ts';
import type { Spool } from '../store/spool.ts';
import { makeFile } from './make-file.ts';
import { receiveFile } from './receive-file.ts';

export const upload = (commands: Commands, contents: Contents, spool: Spool, settings: Settings): Handlers<typeof fileContract>['upload'] => ({ content, name }, context) =>
  receiveFile({ content, name, settings, spool }, received => makeFile({ commands, contents, settings }, received, {
    context, operation: 'file.upload',
    room: ({ transaction }) => takeRoom(transaction, context.principal.id, received.incoming.size, { own: settings.FILE_QUOTA, total: settings.FILE_QUOTA_TOTAL }),
  }));
