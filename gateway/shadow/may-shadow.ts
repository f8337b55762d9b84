import type { Operation } from '@aurora/kernel';

/** Whether a request for this operation may be made a second time on the other side: no command ever, and nothing that its contract keeps out. */
export const mayShadow = ({ kind, shadow, reply }: Pick<Operation, 'kind' | 'shadow' | 'reply'>): boolean =>
  kind === 'query' && shadow === 'compare' && reply !== 'stream';
