export { Cluster, type ClusterOptions } from './cluster.ts';
export type { MemberState, MemberStatus } from './cluster-member.ts';
export { fixedInstances, type Instance, type InstanceSource } from './instance.ts';
export type { Member, Members, TryOutcome } from './member.ts';
export { Target, type Begun, type Call, type TargetOptions } from './target.ts';
export { TryFailure, tryFailureOf, type TryFault } from './try-failure.ts';
export { loadClient } from './open-pool.ts';
export { fixedTarget, openTarget, type OpenTargetOptions } from './open-target.ts';
