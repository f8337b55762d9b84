import { Cluster, type ClusterOptions } from './cluster.ts';
import { fixedInstances, type InstanceSource } from './instance.ts';
import { Target } from './target.ts';

/** Calls to one target at once. */
const capacity = 1_000;

export interface OpenTargetOptions {
  /** `subject@service`. */
  readonly name: string;
  readonly source: InstanceSource;
  /** Told of each repeat, with why the try before it was not enough. */
  readonly repeated?: (why: string) => void;
  /** Told when an instance is in another state, or is new. */
  readonly changed?: ClusterOptions['changed'];
}

/** A target with the instances that `source` tells of. */
export const openTarget = ({ changed, name, repeated, source }: OpenTargetOptions): Target =>
  new Target({ name, members: new Cluster(source, changed ? { changed } : {}), capacity, ...(repeated ? { repeated } : {}) });

/** The same at fixed addresses. They are known at once where the client is loaded, else a moment later. */
export const fixedTarget = (name: string, urls: readonly string[]): Target => openTarget({ name, source: fixedInstances(urls) });
