export * as matching from '@pact-foundation/pact/src/v3/matchers.js';
export { describePact } from './describe-pact.ts';
export type { ConsumerPact } from './consumer-pact.ts';
export { envelope, testsReading } from './events.ts';
export { Listener } from './listener.ts';
