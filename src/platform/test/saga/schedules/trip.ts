import type { AuroraError } from '@aurora/kernel';
import { defineSaga, type SagaDefinition, type SagaQuestion, type SagaStep } from '@aurora/platform/saga';
import type { Network } from './network.ts';
import { Asked, Called, Ledger, type Temper } from './participants.ts';

/** Who takes what how. */
export interface Tempers {
  readonly keep: Temper;
  readonly book: Temper;
  readonly decide: Temper;
  readonly confirm: Temper;
  readonly tidy: Temper;
}

/** Hands an answer to whoever waits for it. */
export type Answer = (step: string, direction: 'do' | 'undo', error: AuroraError | undefined) => Promise<void>;

/** A saga of calls and questions on both sides of its pivot, with everybody whom it asks. */
export class Trip {
  readonly ledger = new Ledger();
  readonly saga: SagaDefinition<object>;

  constructor(network: Network, tempers: Tempers, answer: Answer) {
    const { ledger } = this;
    const called = (name: string, temper: Temper, act: () => void, back?: () => void): SagaStep<object> => {
      const [owner, taker] = [new Called(network, temper), new Called(network, 'willing')];
      return {
        name, async run(_, { commandId }) { owner.call(commandId!, act); },
        ...(back ? { async undo(_: object, { commandId }: { readonly commandId: string | undefined }) { taker.call(commandId!, back); } } : {}),
      };
    };
    const asked = (name: string, temper: Temper, reversible: boolean): SagaQuestion<object> => {
      const owner = new Asked(ledger, name, temper);
      const put = (direction: 'do' | 'undo') => async (_: object, { transaction }: Parameters<SagaQuestion<object>['ask']>[1]): Promise<void> => {
        transaction.onCommit(() => network.send(() => {
          const error = direction === 'do' ? owner.ask() : owner.askBack();
          network.send(() => answer(name, direction, error));
        }));
      };
      return { name, patience: 60_000, ask: put('do'), ...(reversible ? { askBack: put('undo') } : {}) };
    };
    this.saga = defineSaga<object>({
      type: 'trip', pivot: 'decide', about: () => 'a trip',
      steps: [
        called('keep', tempers.keep, () => ledger.take('keep'), () => ledger.giveBack('keep')),
        asked('book', tempers.book, true),
        called('decide', tempers.decide, () => ledger.take('decide')),
        asked('confirm', tempers.confirm, false),
        called('tidy', tempers.tidy, () => ledger.giveBack('keep')),
      ],
    });
  }
}
