import { AuroraError, type Handlers } from '@aurora/kernel';
import { makeApiKey } from '@aurora/platform/auth';
import { prepare, type Commands, type Queries } from '@aurora/platform/persistence';
import { ApiKeyCreated, ApiKeyRevoked, configContract } from '../../contract/index.ts';
import { ApiKey } from '../domain/api-key.ts';
import { requireFuture } from '../domain/time.ts';
import type { ConfigTables } from '../persistence/tables.ts';
import { apiKeyAnswer } from '../queries/keys.ts';

type Contract = typeof configContract;

/**
 * A repeat of a command gets the answer that is stored with it, and a key must not be stored. So what is stored is the answer without
 * the key, and a repeat is CONFLICT with the id: its key went out with the first answer or is lost, and can be revoked.
 */
export const createKey = (commands: Commands): Handlers<Contract>['createKey'] => async (input, context) => {
  requireFuture(input.expires_at, 'expires_at');
  const { id, key, hash } = makeApiKey();
  const stored = await commands.run(context, 'config.createKey', input, async unit => {
    const made = ApiKey.make({ id, hash, name: input.name, scopes: [...new Set(input.scopes)], createdBy: context.principal.id, expiresAt: input.expires_at ?? null }, unit.now);
    unit.em.persist(made);
    const answer = apiKeyAnswer({
      id, name: made.name, scopes: made.scopes, created_at: made.createdAt, created_by: made.createdBy, last_used_at: null, expires_at: made.expiresAt ?? null, revoked_at: null,
    });
    unit.record(ApiKeyCreated, { id, version: 1 }, answer);
    return answer;
  });
  if (stored.id === id) return { ...stored, key };
  throw new AuroraError('CONFLICT', `This command made the API key ${stored.id} before, and showed it then. If it is lost, revoke it and make another.`, { details: { id: stored.id } });
};

export const revokeKey = (commands: Commands): Handlers<Contract>['revokeKey'] => (input, context) =>
  commands.run(context, 'config.revokeKey', input, async unit => {
    const key = await unit.em.findOne(ApiKey, { id: input.id });
    if (!key) throw new AuroraError('NOT_FOUND', `There is no API key ${input.id}.`);
    if (key.revoke(unit.now)) unit.record(ApiKeyRevoked, key, { id: key.id, name: key.name });
  });

/** How exactly the last use is known, in milliseconds: one write in this time and not one per use. */
const precision = 60_000;

const lastUse = prepare<ConfigTables, { id: string }>()((db, { id }) => db.selectFrom('api_key').select('last_used_at').where('id', '=', id));
const use = prepare<ConfigTables, { id: string; now: string }>()((db, { id, now }) => db.updateTable('api_key').set({ last_used_at: now }).where('id', '=', id));

export const noteKeyUse = (commands: Commands, queries: Queries): Handlers<Contract>['noteKeyUse'] => async (input, context) => {
  const row = await queries.firstOf(lastUse, input);
  if (!row || (row.last_used_at !== null && Date.parse(row.last_used_at) > Date.now() - precision)) return;
  await commands.run(context, 'config.noteKeyUse', input, async ({ now, transaction }) => { await transaction.execute(use, { id: input.id, now }); });
};
