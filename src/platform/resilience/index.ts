export type { BreakerState } from './breaker.ts';
export { callPolicyOf, type CallPolicy, type CallPolicyOverride } from './call-policy.ts';
export { fullJitter } from './full-jitter.ts';
export { RetryBudget } from './retry-budget.ts';
export { PolicyOverrides, policyPrefix, PolicySetting } from './policy-overrides.ts';
export { unlessAborted } from './unless-aborted.ts';
