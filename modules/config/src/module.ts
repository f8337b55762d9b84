import { defineModule, handlersOf } from '@aurora/kernel';
import { services } from '@aurora/platform/module';
import { ContainerModule } from 'inversify';
import { configContract } from '../contract/index.ts';
import { claimExtraction, releaseExtraction, saveExtraction } from './commands/extractions.ts';
import { deleteFlag, putFlag } from './commands/flags.ts';
import { importFlags } from './commands/import-flags.ts';
import { deregisterInstance, pruneInstances, registerInstance } from './commands/instances.ts';
import { createKey, noteKeyUse, revokeKey } from './commands/keys.ts';
import { putSchema } from './commands/put-schema.ts';
import { pruneRevocations, revokeToken } from './commands/revocations.ts';
import { rollBack } from './commands/roll-back.ts';
import { changeSettings, deleteSetting, putSetting } from './commands/settings.ts';
import { deleteTag, putTag } from './commands/tags.ts';
import { ApiKey } from './domain/api-key.ts';
import { Approvals } from './domain/approvals.ts';
import { Flag } from './domain/flag.ts';
import { JsonSchemas } from './domain/json-schemas.ts';
import { SettingSchema } from './domain/setting-schema.ts';
import { Setting } from './domain/setting.ts';
import { FlagCache } from './flagd/flag-cache.ts';
import { FlagUse } from './flagd/flag-use.ts';
import { Revisions } from './persistence/open-revision.ts';
import { configTables } from './persistence/tables.ts';
import { carryOut } from './planned/carry-out.ts';
import { approveChange, cancelChange, rejectChange } from './planned/decide.ts';
import { getPlannedChange, listPlannedChanges } from './planned/list-planned.ts';
import { planChange } from './planned/plan-change.ts';
import { compareRevisions } from './queries/compare-revisions.ts';
import { exportSettings } from './queries/export-settings.ts';
import { exportFlags } from './queries/export-flags.ts';
import { listExtractions } from './queries/extractions.ts';
import { listFlagUse } from './queries/flag-use.ts';
import { evaluateFlag, getFlag, listFlags } from './queries/flags.ts';
import { listInstances } from './queries/instances.ts';
import { findKey, listKeys } from './queries/keys.ts';
import { previewFlag } from './queries/preview-flag.ts';
import { getRevision, listRevisions } from './queries/revisions.ts';
import { resolveFlags } from './queries/resolve-flags.ts';
import { listRevocations } from './queries/revocations.ts';
import { getSchema, listSchemas } from './queries/schemas.ts';
import { getSetting, listSettings } from './queries/settings.ts';
import { listTags } from './queries/tags.ts';
import { watchConfiguration } from './queries/watch.ts';

/** Milliseconds. */
const pruning = 10 * 60_000, noting = 60_000, looking = 500;

export default defineModule({
  contract: configContract,
  calls: [],
  listens: [],
  entities: [Setting, SettingSchema, Flag, ApiKey],
  tables: configTables,
  services: new ContainerModule(({ bind }) => {
    bind(handlersOf(configContract)).toResolvedValue((commands, ids, queries, transactions, background, settings) => {
      const schemas = new JsonSchemas();
      const use = new FlagUse(transactions);
      const flags = new FlagCache(queries, keys => use.keep(keys));
      const revisions = new Revisions(new Approvals(settings.CONFIG_APPROVAL), flags.changed);
      use.soon = background.every('note the use of flags', noting, use.write, { everywhere: true });
      background.atStart('prune revocations', () => pruneRevocations(transactions));
      background.every('prune revocations', pruning, () => pruneRevocations(transactions));
      background.atStart('prune instances', () => pruneInstances(transactions));
      background.every('prune instances', pruning, () => pruneInstances(transactions));
      background.every('carry out planned changes', looking, carryOut(commands, revisions, queries, transactions, ids, schemas));
      return {
        listSettings: listSettings(queries),
        getSetting: getSetting(queries),
        putSetting: putSetting(commands, revisions, schemas),
        deleteSetting: deleteSetting(commands, revisions, schemas),
        changeSettings: changeSettings(commands, revisions, ids, schemas),
        listSchemas: listSchemas(queries),
        getSchema: getSchema(queries),
        putSchema: putSchema(commands, revisions, ids, schemas),
        exportSettings: exportSettings(queries),
        compareRevisions: compareRevisions(queries),
        rollBack: rollBack(commands, revisions, queries, ids, schemas),
        listTags: listTags(queries),
        putTag: putTag(commands),
        deleteTag: deleteTag(commands),
        planChange: planChange(commands, revisions, ids, schemas),
        listPlannedChanges: listPlannedChanges(queries),
        getPlannedChange: getPlannedChange(queries),
        approveChange: approveChange(commands, revisions, queries, ids, schemas),
        rejectChange: rejectChange(commands),
        cancelChange: cancelChange(commands),
        listRevisions: listRevisions(queries),
        getRevision: getRevision(queries),
        listFlags: listFlags(queries),
        getFlag: getFlag(queries),
        putFlag: putFlag(commands, revisions, ids),
        deleteFlag: deleteFlag(commands, revisions),
        evaluateFlag: evaluateFlag(queries, flags, use),
        resolveFlags: resolveFlags(flags, use),
        previewFlag: previewFlag(flags),
        listFlagUse: listFlagUse(queries),
        exportFlags: exportFlags(queries),
        importFlags: importFlags(commands, revisions, ids),
        createKey: createKey(commands),
        listKeys: listKeys(queries),
        revokeKey: revokeKey(commands),
        findKey: findKey(queries),
        noteKeyUse: noteKeyUse(commands, queries),
        revokeToken: revokeToken(commands),
        listRevocations: listRevocations(queries),
        watchConfiguration: watchConfiguration(queries),
        registerInstance: registerInstance(transactions),
        deregisterInstance: deregisterInstance(transactions),
        listInstances: listInstances(queries),
        listExtractions: listExtractions(queries),
        claimExtraction: claimExtraction(transactions),
        saveExtraction: saveExtraction(transactions),
        releaseExtraction: releaseExtraction(transactions),
      };
    }, [services.commands, services.ids, services.queries, services.transactions, services.background, services.settings]).inSingletonScope();
  }),
});
