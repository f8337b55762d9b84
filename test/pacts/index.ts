export * as matching from '@pact-foundation/pact/src/v3/matchers.js';
export { describePact } from './describe-pact.ts';
export type { ConsumerPact } from './consumer-pact.ts';
