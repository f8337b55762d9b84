import { AuroraError, type Handlers } from '@aurora/kernel';
import type { Queries, Transactions } from '../persistence/index.ts';
import { newOwner } from './course.ts';
import { isPastPivot, retried, takenBack } from './decisions.ts';
import { isQuestion, type SagaDefinition } from './definition.ts';
import type { SagaExecutor } from './executor.ts';
import { openStatuses, sagaStatuses, type SagaDetail, type SagaStatus } from './operator-schemas.ts';
import type { Change } from './progress.ts';
import { changeSaga, findSaga, listSagas, type SagaRow } from './saga-table.ts';
import type { SagasContract } from './sagas-contract.ts';

/** The sagas of a module, for operators. */
export interface SagasHandlersOptions {
  readonly executor: SagaExecutor;
  readonly queries: Queries;
  readonly transactions: Transactions;
}

const none = (id: string): AuroraError => new AuroraError('NOT_FOUND', `There is no saga ${id}.`);

/** What a module without sagas answers. */
export const noSagas: Handlers<SagasContract> = {
  listSagas: () => ({ items: [] }),
  findSaga: ({ id }) => { throw none(id); },
  retrySaga: ({ id }) => { throw none(id); },
  compensateSaga: ({ id }) => { throw none(id); },
};

/** What operators ask and decide of sagas. */
export function sagasHandlers({ executor, queries, transactions }: SagasHandlersOptions): Handlers<SagasContract> {
  const shown = (row: SagaRow): SagaStatus => statusOf(row, executor.definition(row.type));
  /** Writes what an operator decides about a saga as it is, whoever is at it, and lets it go on. */
  const decide = async (id: string, decision: (saga: SagaRow) => Change): Promise<SagaStatus> => {
    const decided = await transactions.run(async transaction => {
      for (;;) {
        const row = await transaction.first(findSaga, { id });
        if (!row) throw none(id);
        const next: SagaRow = { ...row, ...decision(row), owner: newOwner(), updated_at: new Date().toISOString() };
        if (await transaction.execute(changeSaga, { ...next, was: row.owner }) === 1) return next;
      }
    });
    executor.wake();
    return shown(decided);
  };
  return {
    listSagas: async ({ limit, status }) => {
      const statuses = status === 'open' ? openStatuses : status === 'all' ? sagaStatuses : [status];
      return { items: (await queries.all(listSagas(queries.builder(), statuses, limit))).map(shown) };
    },
    findSaga: async ({ id }) => {
      const row = await executor.find(id);
      if (!row) throw none(id);
      return detailOf(row, executor.definition(row.type));
    },
    retrySaga: ({ id }) => decide(id, retried),
    compensateSaga: ({ id, reason }) => decide(id, row => {
      const definition = executor.definition(row.type);
      if (!definition) throw new AuroraError('CONFLICT', `This host does not know sagas of the kind ${row.type}.`);
      return takenBack(row, definition, reason);
    }),
  };
}

const ended = (status: SagaRow['status']): boolean => status === 'completed' || status === 'compensated';

function statusOf(row: SagaRow, definition: SagaDefinition<object> | undefined): SagaStatus {
  const { correlationId, principal } = JSON.parse(row.context) as { correlationId: string; principal: { id: string } };
  const { attempts, created_at, direction, error, id, status, type, updated_at } = row;
  return {
    id, type, about: definition?.about(JSON.parse(row.state) as object) ?? '', status, direction, step: ended(status) ? null : definition?.steps[row.step]?.name ?? null,
    past_pivot: definition ? isPastPivot(row, definition) : false, attempts, error, next_at: ended(status) || status === 'stuck' ? null : row.lease_until,
    started_by: principal.id, correlation_id: correlationId, created_at, updated_at,
  };
}

function detailOf(row: SagaRow, definition: SagaDefinition<object> | undefined): SagaDetail {
  const stateOf = (place: number): SagaDetail['steps'][number]['state'] => {
    if (row.status === 'compensated') return 'undone';
    if (place === row.step && row.status !== 'completed') return 'now';
    if (place < row.step) return 'done';
    return row.direction === 'forward' ? 'open' : 'undone';
  };
  const steps = (definition?.steps ?? []).map((step, place) => ({ name: step.name, pivot: step.name === definition?.pivot, asks: isQuestion(step), state: stateOf(place) }));
  return { ...statusOf(row, definition), steps };
}
