import { AuroraError, decodeCursor, encodeCursor, type Handlers, type Scope } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { configContract, type ApiKey as Answer } from '../../contract/index.ts';
import type { ConfigTables } from '../persistence/tables.ts';

type Contract = typeof configContract;
type Row = Omit<ConfigTables['api_key'], 'hash' | 'version'>;

const scopesOf = (text: string): Scope[] => JSON.parse(text) as Scope[];

/** An API key as answers show it. */
export const apiKeyAnswer = (row: Row): Answer => ({ ...row, scopes: scopesOf(row.scopes) });

export const listKeys = (queries: Queries): Handlers<Contract>['listKeys'] => async input => {
  let query = queries.builder<ConfigTables>().selectFrom('api_key')
    .select(['id', 'name', 'scopes', 'created_at', 'created_by', 'last_used_at', 'expires_at', 'revoked_at'])
    .orderBy('created_at', 'desc').orderBy('id', 'desc').limit(input.limit + 1);
  if (input.cursor !== undefined) {
    const [createdAt, id] = decodeCursor(input.cursor, 'keys', ['text', 'text']);
    query = query.where('created_at', '<=', createdAt).where(({ eb, or }) => or([eb('created_at', '<', createdAt), eb('id', '<', id)]));
  }
  const rows = await queries.all(query);
  const items = rows.slice(0, input.limit);
  const last = items.at(-1);
  return { items: items.map(apiKeyAnswer), next: rows.length > input.limit && last ? encodeCursor('keys', [last.created_at, last.id]) : null };
};

const byId = prepare<ConfigTables, { id: string }>()((db, { id }) =>
  db.selectFrom('api_key').select(['id', 'hash', 'scopes', 'expires_at', 'revoked_at']).where('id', '=', id));

export const findKey = (queries: Queries): Handlers<Contract>['findKey'] => async ({ id }) => {
  const row = await queries.firstOf(byId, { id });
  if (!row) throw new AuroraError('NOT_FOUND', `There is no API key ${id}.`);
  return { ...row, scopes: scopesOf(row.scopes) };
};
