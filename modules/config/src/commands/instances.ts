import { AuroraError, type CallContext, type Handlers } from '@aurora/kernel';
import { prepare, type Transactions } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import type { ConfigTables } from '../persistence/tables.ts';

type Contract = typeof configContract;
type Row = ConfigTables['registered_instance'];

const put = prepare<ConfigTables, Row>()((db, { module, id, record, expires_at }, dialect) => {
  const insert = db.insertInto('registered_instance').values({ module, id, record, expires_at });
  return dialect === 'mysql' ? insert.onDuplicateKeyUpdate({ record, expires_at }) : insert.onConflict(conflict => conflict.columns(['module', 'id']).doUpdateSet({ record, expires_at }));
});
const remove = prepare<ConfigTables, Pick<Row, 'module' | 'id'>>()((db, { module, id }) => db.deleteFrom('registered_instance').where('module', '=', module).where('id', '=', id));
const removeExpired = prepare<ConfigTables, { now: string }>()((db, { now }) => db.deleteFrom('registered_instance').where('expires_at', '<=', now));

/** A module speaks for its own instances. */
function requireOwn(module: string, { caller }: CallContext): void {
  if (caller !== module) throw new AuroraError('FORBIDDEN', 'Only the module itself may say where its instances are.');
}

// A repeat puts the same there, later: neither needs a record of the command, and there is one every few seconds.
export const registerInstance = (transactions: Transactions): Handlers<Contract>['registerInstance'] => async ({ module, id, record, ttl }, context) => {
  requireOwn(module, context);
  await transactions.run(transaction => transaction.execute(put, { module, id, record, expires_at: new Date(Date.now() + ttl).toISOString() }));
};

export const deregisterInstance = (transactions: Transactions): Handlers<Contract>['deregisterInstance'] => async ({ module, id }, context) => {
  requireOwn(module, context);
  await transactions.run(transaction => transaction.execute(remove, { module, id }));
};

/** Removes the instances that have not said for too long that they are there. */
export const pruneInstances = async (transactions: Transactions): Promise<void> => {
  const now = new Date().toISOString();
  await transactions.run(transaction => transaction.execute(removeExpired, { now }));
};
