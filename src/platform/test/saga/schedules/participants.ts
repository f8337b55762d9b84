import { AuroraError } from '@aurora/kernel';
import { away, refusal } from '../workbench.ts';
import type { Network } from './network.ts';

/** How a participant takes what it is asked for: as it should, with a refusal, or always with an error of its own. */
export type Temper = 'willing' | 'refuses' | 'broken';

/** What has been done, and is there now. */
export class Ledger {
  readonly held = new Set<string>();
  readonly effects: string[] = [];

  take(thing: string): void {
    this.held.add(thing);
    this.effects.push(thing);
  }

  giveBack(thing: string): void {
    this.held.delete(thing);
    this.effects.push(`${thing} back`);
  }
}

function requireWilling(temper: Temper): void {
  if (temper === 'refuses') throw refusal();
  if (temper === 'broken') throw new AuroraError('INTERNAL', 'broken');
}

/** A module that is called: a command counts once, whenever and however often it arrives, as `Commands` sees to. */
export class Called {
  readonly #network: Network;
  readonly #temper: Temper;
  readonly #seen = new Set<string>();

  constructor(network: Network, temper: Temper) {
    this.#network = network;
    this.#temper = temper;
  }

  /** The call, as far as the caller learns of it. */
  call(commandId: string, act: () => void): void {
    const arrive = (): void => {
      requireWilling(this.#temper);
      if (this.#seen.has(commandId)) return;
      this.#seen.add(commandId);
      act();
    };
    const fate = this.#network.fate();
    if (fate === 'late') this.#network.delay(() => { try { arrive(); } catch { /* nobody hears it any more */ } });
    if (fate === 'late') throw away();
    if (fate === 'lost') {
      // The request, or the answer: the caller cannot tell. Which of them, only the participant knows.
      if (this.#seen.size % 2 === 0) arrive();
      throw away();
    }
    arrive();
    if (fate === 'twice') arrive();
  }
}

/** A module that is asked by messages: what is taken back before it is heard of stays undone. */
export class Asked {
  readonly #temper: Temper;
  readonly #ledger: Ledger;
  readonly #thing: string;
  #done = false;
  #undone = false;

  constructor(ledger: Ledger, thing: string, temper: Temper) {
    this.#ledger = ledger;
    this.#thing = thing;
    this.#temper = temper;
  }

  /** What it answers: an error, or nothing where it is done. */
  ask(): AuroraError | undefined {
    if (this.#temper !== 'willing') return this.#temper === 'refuses' ? refusal() : new AuroraError('INTERNAL', 'broken');
    if (!this.#done && !this.#undone) this.#ledger.take(this.#thing);
    this.#done = true;
    return undefined;
  }

  askBack(): undefined {
    if (this.#done && !this.#undone) this.#ledger.giveBack(this.#thing);
    this.#undone = true;
    return undefined;
  }
}
