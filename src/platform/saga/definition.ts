import type { CallContext } from '@aurora/kernel';
import type { Unit } from '../persistence/index.ts';

/** In what context a step makes its call: under a command id of its own, the same in every repeat. */
export interface SagaCall extends CallContext {
  /** The command that the saga carries out, for the step that answers it. */
  readonly command: CallContext;
}

/**
 * One step of a saga. It is repeated after a crash or a passing failure, so it must be idempotent. What it returns is merged
 * into the state.
 */
export interface SagaStep<State> {
  readonly name: string;
  run(state: State, call: SagaCall): Promise<Partial<State> | void>;
  /** Takes the step back, also where it is not known whether it was done: nothing to take back is fine. */
  undo?(state: State, call: SagaCall): Promise<void>;
  /** Whether the step has done a part only, and is to be taken again: long work in parts of a few seconds. By default never. */
  unfinished?(state: State): boolean;
}

/**
 * A step that asks a module which may not be called: what is recorded in the unit is told by events, and the saga waits until
 * `SagaExecutor.reply` says what that module has answered. The unit's transaction notes that the saga waits, so no answer comes too early.
 */
export interface SagaQuestion<State> {
  readonly name: string;
  /** Milliseconds for the answer. Before the pivot the saga then turns back; else it asks again, each time after a longer wait. */
  readonly patience: number;
  ask(state: State, unit: Unit): Promise<Partial<State> | void>;
  /** Asks for taking it back, also where it is not known whether it was done or has been heard of yet. Undefined: there is nothing to take back. */
  askBack?(state: State, unit: Unit): Promise<Partial<State> | void>;
}

/** A change over several modules: all steps, or none that can be seen. */
export interface SagaDefinition<State extends object> {
  /** Names the saga in its table; stays the same over releases as long as any runs. */
  readonly type: string;
  readonly steps: readonly (SagaStep<State> | SagaQuestion<State>)[];
  /** The step from which there is no way back: once it may have been taken, it and what comes after it are only ever repeated. Undefined: there is none from the start. */
  readonly pivot: string | undefined;
  /** What it is about, for operators: ids, and nothing that is personal. */
  about(state: State): string;
  /**
   * What the command came to if it has been carried out already: the saga then does nothing and ends with this in its state.
   * Rejects where the command's id belongs to another command.
   */
  done?(state: State, command: CallContext): Promise<Partial<State> | undefined>;
}

/** Keeps the type of the state for whoever starts it. */
export const defineSaga = <State extends object>(definition: SagaDefinition<State>): SagaDefinition<State> => definition;

export const isQuestion = <State>(step: SagaStep<State> | SagaQuestion<State>): step is SagaQuestion<State> => 'ask' in step;

/** The place of the pivot among the steps; -1, before all of them, where there is no way back from the start. */
export const pivotOf = ({ pivot, steps }: SagaDefinition<object>): number => steps.findIndex(step => step.name === pivot);
