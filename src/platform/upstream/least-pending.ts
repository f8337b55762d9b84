import type { ClusterMember } from './cluster-member.ts';
import type { Member } from './member.ts';

/** How far a member is from being the right choice; those of a lower rank go first, however busy. */
const rank = (member: ClusterMember, tried: ReadonlySet<Member> | undefined): number => {
  const again = tried?.has(member) ? 1 : 0;
  if (!member.well) return 4 + again;
  return again === 1 ? 3 : member.admits ? 0 : 1;
};

/**
 * The index of the member to choose: one that is well and has not been tried, with the fewest tries under way; among equals, the
 * first from `start` on. One that is not well only where no other is left. -1 where there is none.
 */
export function leastPending(members: readonly ClusterMember[], tried: ReadonlySet<Member> | undefined, start: number): number {
  const { length } = members;
  let best = -1, bestRank = Infinity, bestPending = Infinity;
  for (let step = 0; step < length; step += 1) {
    const index = (start + step) % length;
    const member = members[index]!;
    const itsRank = rank(member, tried);
    if (itsRank > bestRank || (itsRank === bestRank && member.pending >= bestPending)) continue;
    best = index;
    bestRank = itsRank;
    bestPending = member.pending;
  }
  return best;
}
