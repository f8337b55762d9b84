import { eventTablesV1 } from '@aurora/platform/events';
import { platformTablesV1, relocationTablesV1, relocationTablesV2 } from '@aurora/platform/persistence';
import { workTablesV1 } from '@aurora/platform/work';
import { files } from './0002-files.ts';
import { adoptedIds } from './0006-adopted-ids.ts';
import { stores } from './0008-stores.ts';
import { downloadGrants } from './0009-download-grants.ts';
import { quota } from './0010-quota.ts';
import { documentWords } from './0011-words.ts';
import { resumableUploads } from './0012-resumable-uploads.ts';
import { previews } from './0013-previews.ts';
import { scans } from './0014-scans.ts';
import { directUploads } from './0015-direct-uploads.ts';

export default [platformTablesV1, files, { name: '0003-events', up: eventTablesV1 }, { name: '0004-work-owner', up: workTablesV1 }, { name: '0005-relocation', up: relocationTablesV1 }, adoptedIds, { name: '0007-late-indexes', up: relocationTablesV2 }, stores, downloadGrants, quota, documentWords, resumableUploads, previews, scans, directUploads];
