import { join } from 'node:path';
import { defineModule, handlersOf } from '@aurora/kernel';
import { services } from '@aurora/platform/module';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { fileContract } from '../contract/index.ts';
import { claim, unclaim } from './commands/claims.ts';
import { deleteFile } from './commands/delete-file.ts';
import { keepHouse } from './commands/housekeeping.ts';
import { upload } from './commands/upload.ts';
import { StoredFile } from './domain/stored-file.ts';
import { LinkSigner } from './links/link-signer.ts';
import { Contents } from './persistence/contents.ts';
import { fileTables } from './persistence/tables.ts';
import { download } from './queries/download.ts';
import { downloadUrl } from './queries/download-url.ts';
import { getFile } from './queries/get-file.ts';
import type { FileStore } from './store/file-store.ts';
import { LocalFileStore } from './store/local-file-store.ts';

const fileStore = Symbol.for('aurora.file.store') as ServiceIdentifier<FileStore>;
const fileContents = Symbol.for('aurora.file.contents') as ServiceIdentifier<Contents>;
const linkSigner = Symbol.for('aurora.file.links') as ServiceIdentifier<LinkSigner>;

export default defineModule({
  contract: fileContract,
  calls: [],
  listens: [],
  entities: [StoredFile],
  tables: fileTables,
  services: new ContainerModule(({ bind }) => {
    bind(fileStore).toResolvedValue(settings => new LocalFileStore(join(settings.DATA_DIR, 'files')), [services.settings]).inSingletonScope();
    bind(fileContents).toResolvedValue((transactions, queries, store, logger) => new Contents(transactions, queries, store, logger),
      [services.transactions, services.queries, fileStore, services.logger]).inSingletonScope();
    bind(linkSigner).toResolvedValue((secrets, settings) => new LinkSigner(() => secrets.keys('file-url'), settings.FILE_URL_TTL),
      [services.secrets, services.settings]).inSingletonScope();
    bind(handlersOf(fileContract)).toResolvedValue((commands, queries, contents, store, links, settings, apiUrl, background) => {
      keepHouse(background, commands, queries, contents, store);
      return {
        upload: upload(commands, contents, store, settings),
        get: getFile(queries),
        delete: deleteFile(commands, contents),
        url: downloadUrl(queries, links, apiUrl),
        download: download(queries, links, store),
        claim: claim(commands),
        unclaim: unclaim(commands, settings),
      };
    }, [services.commands, services.queries, fileContents, fileStore, linkSigner, services.settings, services.apiUrl, services.background]).inSingletonScope();
  }),
});
