import type { Migration } from '@aurora/platform/persistence';

/** Names of revisions, and changes that are to be. */
export const plannedChanges: Migration = {
  name: '0011-planned-changes',
  async up({ allocateIds, createIndex, createTable, types }) {
    await createTable('revision_tag')
      .addColumn('name', types.ascii(64), column => column.notNull().primaryKey())
      .addColumn('revision', types.integer, column => column.notNull())
      .addColumn('created_by', types.text(300), column => column.notNull())
      .addColumn('created_at', types.time, column => column.notNull())
      .execute();
    await createIndex('revision_tag', ['revision']);
    await createTable('planned_change')
      .addColumn('id', types.integer, column => column.notNull().primaryKey())
      .addColumn('state', types.ascii(16), column => column.notNull())
      .addColumn('author', types.text(300), column => column.notNull())
      .addColumn('reason', types.text(500))
      .addColumn('due_at', types.time)
      .addColumn('base', types.integer, column => column.notNull())
      .addColumn('changes', types.long, column => column.notNull())
      .addColumn('digest', types.ascii(64), column => column.notNull())
      .addColumn('needs_approval', types.integer, column => column.notNull())
      .addColumn('approved_by', types.text(300))
      .addColumn('approved_at', types.time)
      .addColumn('approved_digest', types.ascii(64))
      .addColumn('expires_at', types.time)
      .addColumn('revision', types.integer)
      .addColumn('failure', types.long)
      .addColumn('ended_by', types.text(300))
      .addColumn('ended_reason', types.text(500))
      .addColumn('ended_at', types.time)
      .addColumn('created_at', types.time, column => column.notNull())
      .execute();
    await createIndex('planned_change', ['state', 'due_at']);
    await createIndex('planned_change', ['revision']);
    await allocateIds('planned_change');
  },
};
