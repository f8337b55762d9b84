import type { Notice, Report } from './registry.ts';

/** Tells of a registry that is away, once, and of its return. One failure alone may be a connection that was old: it is not told. */
export class Absence {
  readonly #module: string;
  readonly #meanwhile: string;
  readonly #report: Report;
  #failures = 0;

  constructor(module: string, meanwhile: string, report: Report) {
    this.#module = module;
    this.#meanwhile = meanwhile;
    this.#report = report;
  }

  failed(error: unknown): void {
    this.#failures += 1;
    if (this.#failures === 2) this.#tell('registry.away', `the registry does not answer; ${this.#meanwhile}`, { error });
  }

  answered(): void {
    if (this.#failures >= 2) this.#tell('registry.back', 'the registry answers again');
    this.#failures = 0;
  }

  #tell(action: Notice['action'], message: string, more: Partial<Notice> = {}): void {
    this.#report({ action, message, module: this.#module, ...more });
  }
}
