export { decide, type Caller } from './decide.ts';
export { PlacementPolicies, type PlacementFlag } from './policies.ts';
export { allOnMonolith, allOnService, flagOfPolicy, placementFlag, PlacementPolicy, policyOfFlag } from './policy.ts';
export { sideOfWrites } from './writes.ts';
