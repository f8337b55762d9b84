import { randomUUID } from 'node:crypto';
import type { ExtractionPlan, ExtractionState } from '@aurora/config/contract';
import { gatewayContract } from '@aurora/gateway/contract';
import type { Api } from '../cli/api.ts';

const { claimExtraction, releaseExtraction, saveExtraction } = gatewayContract.operations;
const beside = { prefix: '' };

/** Milliseconds after which a claim is said again. */
const renewal = 3_000;

/** Entries of the log that are kept. */
const kept = 100;

/** Where one extraction stands, written down in the config module before it goes on; nobody else is at it meanwhile. */
export class Journal {
  readonly module: string;
  readonly #api: Api;
  readonly #holder: string;
  #state: ExtractionState | undefined;
  #said = 0;

  private constructor(api: Api, module: string, holder: string, state: ExtractionState | undefined) {
    this.module = module;
    this.#api = api;
    this.#holder = holder;
    this.#state = state;
  }

  /** Claims the extraction of a module. Rejects with `CONFLICT` while another command is at it. */
  static async claim(api: Api, module: string): Promise<Journal> {
    const holder = randomUUID();
    const { state } = await api.call(claimExtraction, { module, holder }, beside);
    const journal = new Journal(api, module, holder, state ?? undefined);
    journal.#said = Date.now();
    return journal;
  }

  /** Undefined for a module that has never been taken out. */
  get known(): ExtractionState | undefined {
    return this.#state;
  }

  get state(): ExtractionState {
    if (!this.#state) throw new Error('the extraction has not been begun');
    return this.#state;
  }

  /** Begins anew, by `plan`. */
  async begin(plan: ExtractionPlan): Promise<void> {
    const now = new Date().toISOString();
    await this.#save({ stage: 'preparing', step: 0, plan, service: null, started_at: now, since: now, reason: null, log: [] });
  }

  /** Writes down a stage that begins, or what has changed in it, with a word for the log. */
  async enter(change: Partial<Omit<ExtractionState, 'log' | 'since'>>, text?: string): Promise<void> {
    const now = new Date().toISOString();
    const { state } = this;
    const stage = change.stage ?? state.stage;
    await this.#save({
      ...state, ...change, since: stage === state.stage && change.step === undefined ? state.since : now,
      log: text === undefined ? state.log : [...state.log, { at: now, stage, text: text.slice(0, 500) }].slice(-kept),
    });
  }

  /** Says again that this command is at it, if it is time. Rejects with `CONFLICT` if another has taken over. */
  async keep(): Promise<void> {
    if (Date.now() - this.#said < renewal) return;
    await this.#api.call(claimExtraction, { module: this.module, holder: this.#holder }, beside);
    this.#said = Date.now();
  }

  async release(): Promise<void> {
    await this.#api.call(releaseExtraction, { module: this.module, holder: this.#holder }, beside);
  }

  async #save(state: ExtractionState): Promise<void> {
    await this.#api.call(saveExtraction, { module: this.module, holder: this.#holder, state }, beside);
    this.#state = state;
    this.#said = Date.now();
  }
}
