export { defineSaga, type SagaCall, type SagaDefinition, type SagaStep } from './definition.ts';
export { SagaExecutor, type SagaSurroundings } from './executor.ts';
export { sagaTables, sagaTableV1, type SagaTables } from './saga-table.ts';
