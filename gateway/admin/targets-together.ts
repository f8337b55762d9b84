import type { TargetStatus } from './schemas.ts';

type Instance = TargetStatus['instances'][number];

/** The first is well; each is worse than the one before. */
const breakers = ['closed', 'half-open', 'open'] as const, states = ['healthy', 'draining', 'ejected', 'unhealthy'] as const;

const worse = <State>(order: readonly State[], one: State, other: State): State => (order.indexOf(one) > order.indexOf(other) ? one : other);

function grouped<Item>(items: readonly Item[], key: (item: Item) => string, join: (one: Item, other: Item) => Item): Item[] {
  const groups = new Map<string, Item>();
  for (const item of items) {
    const group = groups.get(key(item));
    groups.set(key(item), group ? join(group, item) : item);
  }
  return [...groups.values()];
}

const joinInstances = (one: Instance, other: Instance): Instance => ({
  ...one, state: worse(states, one.state, other.state), pending: one.pending + other.pending, failures: Math.max(one.failures, other.failures),
});

const joinTargets = (one: TargetStatus, other: TargetStatus): TargetStatus => ({
  ...one, breaker: worse(breakers, one.breaker, other.breaker), calls: one.calls + other.calls, instances: grouped([...one.instances, ...other.instances], ({ id }) => id, joinInstances),
});

/** The targets of several processes: what is under way together, and of each breaker and instance the worst that one of them sees. */
export const targetsTogether = (lists: readonly (readonly TargetStatus[])[]): TargetStatus[] => grouped(lists.flat(), ({ name }) => name, joinTargets);
