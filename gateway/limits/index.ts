export type { Count } from './counter.ts';
export type { LimitClass } from './limit.ts';
export { applyLimit, type LimitResult } from './limit-result.ts';
export type { Limits, LimitsDescription } from './limits.ts';
export { openLimits, type OpenLimitsOptions } from './open-limits.ts';
