import { eventTablesV1 } from '@aurora/platform/events';
import { platformTablesV1, relocationTablesV1, relocationTablesV2 } from '@aurora/platform/persistence';
import { workTablesV1 } from '@aurora/platform/work';
import { configuration } from './0002-configuration.ts';
import { access } from './0003-access.ts';
import { extractions } from './0007-extractions.ts';
import { flagUse } from './0010-flag-use.ts';
import { plannedChanges } from './0011-planned-changes.ts';
import { registry } from './0004-registry.ts';

export default [platformTablesV1, configuration, access, registry, { name: '0005-events', up: eventTablesV1 }, { name: '0006-work-owner', up: workTablesV1 }, extractions, { name: '0008-relocation', up: relocationTablesV1 }, { name: '0009-late-indexes', up: relocationTablesV2 }, flagUse, plannedChanges];
