import { isAway, type Placement } from '@aurora/kernel';
import { asAuroraError, sendError, type Admitted } from '@aurora/platform/http';
import type { PlacementPolicies } from '@aurora/platform/placement';
import type { AnswerOn } from '../routing.ts';
import { mayShadow, type Answer, type Shadow } from '../shadow/index.ts';
import { aside } from './aside.ts';
import { record } from './recording.ts';

/** Milliseconds for each repeated read. */
export const shadowDeadline = 2_000;

/** Milliseconds by which forwarding gives up after the comparison has: who ends a read tells why. */
const later = 200;

export interface ShadowReadsOptions {
  readonly shadow: Shadow;
  readonly policies: PlacementPolicies;
  /** Whether the module can be reached on both sides. */
  readonly hasBothSides: (module: string) => boolean;
}

const otherThan = (side: Placement): Placement => (side === 'service' ? 'monolith' : 'service');

/** Repeats a share of the reads on the other side, once their clients have their answers. */
export class ShadowReads {
  readonly #options: ShadowReadsOptions;

  constructor(options: ShadowReadsOptions) {
    this.#options = options;
  }

  /** Whether this read is one of the share; then its answer is recorded, and compared once it has been sent. */
  sample(admitted: Admitted, side: Placement, on: AnswerOn): boolean {
    const { hasBothSides, policies, shadow } = this.#options;
    const { exchange: { correlationId, request, response, target }, match: { route } } = admitted;
    const share = policies.of(route.module).shadow;
    if (share === 0 || !mayShadow(route.operation) || request.method === 'HEAD' || !hasBothSides(route.module) || Math.random() * 100 >= share || !shadow.hasRoom(route.label)) return false;
    record(response, primary => shadow.offer({
      operation: route.label, contract: route.operation, primarySide: side, correlationId, target: `${request.method} ${target!.path}${target!.query === '' ? '' : `?${target!.query}`}`, primary,
      repeatPrimary: signal => repeat(admitted, side, on, signal), shadow: signal => repeat(admitted, otherThan(side), on, signal),
    }));
    return true;
  }
}

/** The answer of one side to a read that its client has long been given. Rejects where that side gives none: what a client would be told then is ours. */
function repeat(original: Admitted, side: Placement, on: AnswerOn, signal: AbortSignal): Promise<Answer> {
  const { admitted, captured } = aside(original, Date.now() + shadowDeadline + later, false);
  const { exchange } = admitted;
  exchange.placements = { ...exchange.placements, [original.match.route.module]: side };
  signal.addEventListener('abort', () => captured.destroy(), { once: true });
  on(side, admitted).catch((error: unknown) => {
    if (isAway(error)) captured.fail(error);
    else sendError(exchange, asAuroraError(error), 'gateway');
  });
  return captured.answer;
}
