import type { Handlers } from '@aurora/kernel';
import { prepare, type Commands, type Transactions } from '@aurora/platform/persistence';
import { configContract, TokenRevoked } from '../../contract/index.ts';
import { requireFuture } from '../domain/time.ts';
import type { ConfigTables } from '../persistence/tables.ts';

// Hosts ask for what came after a position, so positions must become visible in their order: one row gives them out, in the transaction.
const takePosition = prepare<ConfigTables, object>()(db => db.updateTable('configuration').set(row => ({ last_revocation: row('last_revocation', '+', 1) })).where('id', '=', 1));
const position = prepare<ConfigTables, object>()(db => db.selectFrom('configuration').select('last_revocation as position').where('id', '=', 1));
const insert = prepare<ConfigTables, ConfigTables['revocation']>()((db, row) =>
  db.insertInto('revocation').values({
    position: row.position, jti: row.jti, subject: row.subject, issued_until: row.issued_until, expires_at: row.expires_at,
    reason: row.reason, created_at: row.created_at, created_by: row.created_by,
  }));
const prune = prepare<ConfigTables, { before: string }>()((db, { before }) => db.deleteFrom('revocation').where('expires_at', '<', before));

export const revokeToken = (commands: Commands): Handlers<typeof configContract>['revokeToken'] => async (input, context) => {
  const { expires_at = null, jti = null, reason = null, subject = null } = input;
  // A token that has ended already needs no revocation, but who revokes one need not know.
  if (expires_at !== null && Date.parse(expires_at) <= Date.now()) return;
  requireFuture(input.expires_at, 'expires_at');
  await commands.run(context, 'config.revokeToken', input, async unit => {
    const { now, transaction } = unit;
    await transaction.execute(takePosition, {});
    const taken = (await transaction.first(position, {}))!;
    const revocation = { ...taken, jti, subject, issued_until: subject === null ? null : now, expires_at };
    await transaction.execute(insert, { ...revocation, reason, created_at: now, created_by: context.principal.id });
    unit.record(TokenRevoked, { id: taken.position, version: 1 }, revocation);
  });
};

/** Removes the revocations whose tokens have ended by themselves. */
export const pruneRevocations = async (transactions: Transactions): Promise<void> => {
  const before = new Date().toISOString();
  await transactions.run(transaction => transaction.execute(prune, { before }));
};
