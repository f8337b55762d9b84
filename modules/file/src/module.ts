import { join } from 'node:path';
import { defineModule, handlersOf } from '@aurora/kernel';
import { services } from '@aurora/platform/module';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { fileContract } from '../contract/index.ts';
import { fileAdoption } from './adoption/adopt-file.ts';
import { claim, unclaim } from './commands/claims.ts';
import { deleteFile } from './commands/delete-file.ts';
import { forgetDocuments } from './commands/forget-documents.ts';
import { forgetEnded, grantUrl, revokeGrant } from './commands/grants.ts';
import { keepHouse } from './commands/housekeeping.ts';
import { upload } from './commands/upload.ts';
import { DirectUploads } from './direct/direct-uploads.ts';
import { StoredFile } from './domain/stored-file.ts';
import { LinkSigner } from './links/link-signer.ts';
import { Mover } from './moving/mover.ts';
import { fileStorage } from './moving/storage.ts';
import { Contents } from './persistence/contents.ts';
import { fileTables } from './persistence/tables.ts';
import { PreviewMaker } from './previews/preview-maker.ts';
import { downloadUrl } from './queries/download-url.ts';
import { download } from './queries/download.ts';
import { getFile } from './queries/get-file.ts';
import { listGrants } from './queries/list-grants.ts';
import { preview } from './queries/preview.ts';
import { usage } from './queries/usage.ts';
import { words } from './queries/words.ts';
import { tusHandlers } from './resumable/handlers.ts';
import { Receiver } from './resumable/receiver.ts';
import { Uploads } from './resumable/uploads.ts';
import { openScanner } from './scanning/open-scanner.ts';
import { Scans, waitForNone } from './scanning/scans.ts';
import { localFolder } from './store/open-store.ts';
import { Spool } from './store/spool.ts';
import { Stores } from './store/stores.ts';
import { WordReading } from './words/word-reading.ts';

const fileStores = Symbol.for('aurora.file.stores') as ServiceIdentifier<Stores>;
const fileMover = Symbol.for('aurora.file.mover') as ServiceIdentifier<Mover>;
const fileSpool = Symbol.for('aurora.file.spool') as ServiceIdentifier<Spool>;
const fileContents = Symbol.for('aurora.file.contents') as ServiceIdentifier<Contents>;
const fileScans = Symbol.for('aurora.file.scans') as ServiceIdentifier<Scans | undefined>;
const wordReading = Symbol.for('aurora.file.words') as ServiceIdentifier<WordReading>;
const previewMaker = Symbol.for('aurora.file.previews') as ServiceIdentifier<PreviewMaker>;
const linkSigner = Symbol.for('aurora.file.links') as ServiceIdentifier<LinkSigner>;

const halfSecond = 500;

export default defineModule({
  contract: fileContract,
  calls: [],
  listens: [],
  entities: [StoredFile],
  tables: fileTables,
  services: new ContainerModule(({ bind }) => {
    bind(fileStores).toResolvedValue((queries, settings) => Stores.open(queries, settings), [services.queries, services.settings]).inSingletonScope()
      .onDeactivation(stores => stores[Symbol.asyncDispose]());
    bind(fileSpool).toResolvedValue(settings => new Spool(join(localFolder(settings.DATA_DIR), 'incoming')), [services.settings]).inSingletonScope();
    bind(fileContents).toResolvedValue((transactions, queries, stores, logger, settings) => new Contents(transactions, queries, stores, logger, settings.SCANNER !== undefined),
      [services.transactions, services.queries, fileStores, services.logger, services.settings]).inSingletonScope();
    bind(fileMover).toResolvedValue((transactions, queries, stores, spool, contents, logger, pace) => new Mover({ transactions, queries, stores, spool, contents, logger, pace }),
      [services.transactions, services.queries, fileStores, fileSpool, fileContents, services.logger, services.pace]).inSingletonScope();
    bind(services.storage).toResolvedValue((transactions, queries, stores, spool, settings) => fileStorage({ transactions, queries, stores, spool, settings }),
      [services.transactions, services.queries, fileStores, fileSpool, services.settings]).inSingletonScope();
    bind(fileScans).toResolvedValue((commands, queries, transactions, stores, logger, settings) => {
      const scanner = openScanner(settings.SCANNER);
      return scanner && new Scans({ commands, queries, transactions, stores, logger, scanner });
    },
      [services.commands, services.queries, services.transactions, fileStores, services.logger, services.settings]).inSingletonScope();
    bind(services.measures).toResolvedValue(scans => (scans ? [
      { name: 'aurora_file_scans_pending', help: 'Contents of files that wait for the scanner, as of the last look, by the host that does the work.', read: () => scans.waiting },
      { name: 'aurora_file_quarantined', help: 'Contents of files that are in quarantine, likewise.', read: () => scans.infected },
    ] : []), [fileScans]).inSingletonScope();
    bind(wordReading).toResolvedValue((queries, transactions, stores, logger) => new WordReading({ queries, transactions, stores, logger }),
      [services.queries, services.transactions, fileStores, services.logger]).inSingletonScope();
    bind(previewMaker).toResolvedValue((queries, transactions, contents, spool, stores, logger) => new PreviewMaker({ queries, transactions, contents, spool, stores, logger }),
      [services.queries, services.transactions, fileContents, fileSpool, fileStores, services.logger]).inSingletonScope();
    bind(linkSigner).toResolvedValue((secrets, settings) => new LinkSigner(() => secrets.keys('file-url'), settings.FILE_URL_TTL, settings.FILE_GRANT_MAX_TTL),
      [services.secrets, services.settings]).inSingletonScope();
    bind(services.adoption).toResolvedValue((commands, queries, contents, spool, settings) => fileAdoption(commands, queries, contents, spool, settings),
      [services.commands, services.queries, fileContents, fileSpool, services.settings]).inSingletonScope();
    bind(handlersOf(fileContract)).toResolvedValue((commands, queries, transactions, contents, mover, spool, stores, links, settings, apiUrl, background, scans, reading, previews, logger) => {
      keepHouse(background, commands, queries, contents, mover, spool, stores);
      const uploads = new Uploads({ commands, contents, queries, settings, transactions });
      const receiver = new Receiver({ commands, contents, queries, settings, spool, stores, transactions, uploads });
      const direct = new DirectUploads({ commands, contents, logger, queries, settings, spool, stores, transactions, uploads });
      if (scans) background.every('scan files', halfSecond, signal => scans.work(signal));
      else background.atStart('wait for no scanner', () => waitForNone(transactions));
      background.atStart('end overdue uploads', () => uploads.tidy());
      background.every('end overdue uploads', 60_000, () => uploads.tidy());
      if (settings.FILE_WORDS) background.every('read the words of documents', halfSecond, signal => reading.work(signal));
      forgetDocuments(background, queries, transactions, contents);
      background.every('forget download grants that have ended', 10 * 60_000, () => forgetEnded(transactions));
      return {
        upload: upload(commands, contents, spool, settings),
        get: getFile(queries),
        delete: deleteFile(commands, contents),
        preview: preview(queries, stores, previews),
        url: downloadUrl(queries, links, stores, apiUrl, settings),
        usage: usage(queries, settings),
        grantUrl: grantUrl(commands, links, settings, apiUrl),
        listGrants: listGrants(queries),
        revokeGrant: revokeGrant(commands),
        download: download(queries, transactions, links, stores),
        ...tusHandlers({ uploads, receiver, settings }),
        directCreate: direct.create,
        directComplete: direct.complete,
        directDelete: direct.delete,
        claim: claim(commands),
        unclaim: unclaim(commands, settings),
        words: words(queries, settings),
      };
    }, [services.commands, services.queries, services.transactions, fileContents, fileMover, fileSpool, fileStores, linkSigner, services.settings, services.apiUrl, services.background, fileScans, wordReading, previewMaker, services.logger]).inSingletonScope();
  }),
});
