import type { Handlers } from '@aurora/kernel';
import type { Queries } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import { withoutSecrets } from '../domain/secret-in-clear.ts';
import { currentRevision } from '../persistence/current-revision.ts';
import { readingBy, revisionNumber } from '../persistence/revision-number.ts';
import { presentSettings, settingsAt } from '../persistence/settings-at.ts';

export const exportSettings = (queries: Queries): Handlers<typeof configContract>['exportSettings'] => async ({ revision: asked }) => {
  const reader = readingBy(queries);
  const revision = asked === undefined ? (await reader.first(currentRevision, {}))!.revision : await revisionNumber(reader, asked);
  const shown = await (asked === undefined ? presentSettings(queries) : settingsAt(queries, revision));
  return { revision, changes: shown.map(({ environment, key, service, value }) => ({ key, value: withoutSecrets(key, JSON.parse(value)), ...(environment === '' ? {} : { environment }), ...(service === '' ? {} : { service }) })) };
};
