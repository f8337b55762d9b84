import { AuroraError, type Handlers } from '@aurora/kernel';
import { prepare, type Commands } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import { currentRevision } from '../persistence/current-revision.ts';
import { readingIn, revisionNumber } from '../persistence/revision-number.ts';
import type { ConfigTables } from '../persistence/tables.ts';

type Contract = typeof configContract;
type Row = ConfigTables['revision_tag'];

const byName = prepare<ConfigTables, { name: string }>()((db, { name }) => db.selectFrom('revision_tag').selectAll().where('name', '=', name));
const insert = prepare<ConfigTables, Row>()((db, { created_at, created_by, name, revision }) => db.insertInto('revision_tag').values({ name, revision, created_by, created_at }));
const move = prepare<ConfigTables, Row>()((db, { created_at, created_by, name, revision }) => db.updateTable('revision_tag').set({ revision, created_by, created_at }).where('name', '=', name));
const remove = prepare<ConfigTables, { name: string }>()((db, { name }) => db.deleteFrom('revision_tag').where('name', '=', name));

export const putTag = (commands: Commands): Handlers<Contract>['putTag'] => (input, context) =>
  commands.run(context, 'config.putTag', input, async ({ context: { principal }, now, transaction }) => {
    const reader = readingIn(transaction);
    const revision = input.revision === undefined ? (await reader.first(currentRevision, {}))!.revision : await revisionNumber(reader, input.revision);
    const present = await transaction.first(byName, { name: input.name });
    if (present?.revision === revision) return present;
    if (present && !input.move) throw new AuroraError('CONFLICT', `The name ${input.name} is that of revision ${present.revision}; it is only moved where that is asked for.`, { details: { revision: present.revision } });
    const tag = { name: input.name, revision, created_by: principal.id, created_at: now };
    await transaction.execute(present ? move : insert, tag);
    return tag;
  });

export const deleteTag = (commands: Commands): Handlers<Contract>['deleteTag'] => (input, context) =>
  commands.run(context, 'config.deleteTag', input, async ({ transaction }) => {
    if (await transaction.execute(remove, { name: input.name }) === 0) throw new AuroraError('NOT_FOUND', `No revision has the name ${input.name}.`);
  });
