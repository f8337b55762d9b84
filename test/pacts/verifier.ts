import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What is verified: a pact, where the provider is, and what the pact speaks of. */
export interface Job {
  readonly file: string;
  readonly provider: string;
  readonly url: string;
  readonly states: readonly string[];
  readonly messages: readonly string[];
}

/** What is asked back meanwhile: to make a state, for a message, for a token in the place of what the pact has there. */
export interface Question {
  readonly number: number;
  readonly kind: 'state' | 'message' | 'token';
  readonly about: string;
}

export interface Reply {
  readonly number: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** The result of a job: JSON, if it has come to one. */
export interface Result { readonly result: string }

export type Answers = Readonly<Record<Question['kind'], (about: string) => Promise<unknown>>>;

const program = join(import.meta.dirname, 'verifier-process.ts');

/** Pact's verifier in a process of its own: it tells whoever looks on of each step, which is kept here for when it fails. */
export class Verifier implements AsyncDisposable {
  readonly #child: ChildProcess;
  #output = '';

  constructor() {
    this.#child = fork(program, { execArgv: ['--disable-warning=DEP0060'], stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: { ...process.env, PACT_DO_NOT_TRACK: 'true' } });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) stream.setEncoding('utf8').on('data', (text: string) => { this.#output += text; });
  }

  /** One job at a time. Rejects with all that the process has said if it ends meanwhile. */
  async verify(job: Job, answers: Answers): Promise<string> {
    const done = Promise.withResolvers<string>();
    const hear = (message: Question | Result): void => {
      if ('result' in message) return done.resolve(message.result);
      const reply = (answer: Omit<Reply, 'number'>) => this.#child.send({ number: message.number, ...answer } satisfies Reply);
      answers[message.kind](message.about).then(value => reply({ value }), (error: Error) => reply({ error: error.message }));
    };
    const ended = (): void => done.reject(new Error(`The verifier has ended.\n${this.#output}`));
    this.#child.on('message', hear).once('close', ended);
    try {
      this.#child.send(job);
      return await done.promise;
    } finally {
      this.#child.off('message', hear).off('close', ended);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'close');
  }
}
