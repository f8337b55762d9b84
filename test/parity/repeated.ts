import { isDeepStrictEqual } from 'node:util';
import type { AnyPort, Contract, Operation } from '@aurora/kernel';
import { shownOnce } from './differences.ts';
import { NormalForm } from './normal-form.ts';
import { outcomeOf, type Outcome } from './trace.ts';

/** Of a query, what may have changed with the seconds does not count. */
const same = ({ kind }: Operation, once: Outcome, again: Outcome): boolean =>
  (kind === 'command' ? isDeepStrictEqual(once, again) : isDeepStrictEqual(new NormalForm().of(once, ''), new NormalForm().of(again, '')));

/** The same port, that asks everything twice under the same command id, as a caller does that lost the first answer. Both answers must be the same. */
export function repeated(contract: Contract, port: AnyPort): AnyPort {
  const twice: Record<string, AnyPort[string]> = {};
  for (const [name, operation] of Object.entries(contract.operations)) {
    const label = `${contract.module}.${name}`;
    twice[name] = async (input, context) => {
      const first = port[name]!(input, context);
      if (!operation.idempotent) return first;
      const once = await outcomeOf(operation, first);
      const again = port[name]!(input, context);
      const repeat = await outcomeOf(operation, again);
      if (shownOnce.has(label)) return first;
      if (!same(operation, once, repeat)) throw new Error(`${label} was repeated and answered ${JSON.stringify(repeat)} after ${JSON.stringify(once)}`);
      return again;
    };
  }
  return twice;
}
