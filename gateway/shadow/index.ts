export type { Answer } from './answer.ts';
export { compare } from './compare.ts';
export type { Difference } from './difference.ts';
export { mayShadow } from './may-shadow.ts';
export { Shadow, type ShadowOptions } from './shadow.ts';
export type { DifferingRequest, ShadowReport, ShownDifference } from './shadow-record.ts';
export type { ShadowResult, ShadowTask } from './shadow-task.ts';
