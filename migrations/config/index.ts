import { eventTablesV1 } from '@aurora/platform/events';
import { platformTablesV1 } from '@aurora/platform/persistence';
import { configuration } from './0002-configuration.ts';
import { access } from './0003-access.ts';
import { registry } from './0004-registry.ts';

export default [platformTablesV1, configuration, access, registry, { name: '0005-events', up: eventTablesV1 }];
