export { defineSaga, type SagaCall, type SagaDefinition, type SagaQuestion, type SagaStep } from './definition.ts';
export { SagaExecutor, type SagaReply, type SagaSurroundings } from './executor.ts';
export { failureOf } from './failure.ts';
export { sagaTables, sagaTableV1, sagaTableV2, type SagaRow, type SagaTables } from './saga-table.ts';
export { measureSagas, sagaWarnings } from './measure.ts';
export { ModuleSagas } from './module-sagas.ts';
export { SagaDetail, SagaStatus } from './operator-schemas.ts';
export { sagaFilter, sagaLimit, sagaReason, sagasContract, type SagasContract, type SagasPort } from './sagas-contract.ts';
