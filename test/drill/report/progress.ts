import type { Listener } from '../drill.ts';
import { quantile, type Measures } from '../measures.ts';

/** Tells people on a terminal, by a line that changes; elsewhere, a line for each stage. */
export class Progress implements Listener {
  readonly #stream: NodeJS.WriteStream;
  #measures: Measures | undefined;
  #timer: NodeJS.Timeout | undefined;
  #noted = '';

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  note(text: string): void {
    if (this.#stream.isTTY) this.#stream.write(`\r\u001b[K${text}`);
    // Of what is counted, elsewhere only the beginning.
    else if (text.replace(/:.*/, '') !== this.#noted) this.#stream.write(`${text.replace(/:.*/, '.')}\n`);
    this.#noted = text.replace(/:.*/, '');
  }

  entered(measures: Measures): void {
    this.#tellLast(measures);
    this.#measures = measures;
    if (this.#stream.isTTY) this.#timer ??= setInterval(() => this.#tick(), 250).unref();
  }

  /** Nothing more comes. */
  end(): void {
    clearInterval(this.#timer);
    if (this.#stream.isTTY) this.#stream.write('\r\u001b[K');
  }

  /** The stage before the one that has begun. */
  #tellLast({ failures, samples, stages }: Measures): void {
    const [last, next] = stages.slice(-2);
    if (!last || !next) return;
    this.#write(`${describe(last.name, samples.filter(({ due }) => due >= last.from && due < next.from), next.from - last.from, failures.filter(({ ended }) => ended >= last.from && ended < next.from).length)}\n`);
  }

  #tick(): void {
    const { failures, samples, stage } = this.#measures!;
    if (!stage) return;
    const now = this.#measures!.now();
    const recent = Math.max(stage.from, now - 3_000);
    this.#write(describe(`${stage.name} …`, samples.slice(-2_000).filter(({ ended }) => ended >= recent), now - recent, failures.filter(({ ended }) => ended >= recent).length));
  }

  #write(text: string): void {
    this.#stream.write(this.#stream.isTTY ? `\r\u001b[K${text}` : text);
  }
}

function describe(name: string, samples: readonly { readonly write: boolean; readonly due: number; readonly ended: number }[], milliseconds: number, failed: number): string {
  const p99 = (write: boolean): string => {
    const value = quantile(samples.filter(sample => sample.write === write).map(({ due, ended }) => ended - due), 0.99);
    return `${value === undefined || !Number.isFinite(value) ? '-' : Math.round(value)} ms`.padStart(8);
  };
  const rate = milliseconds > 0 ? Math.round((samples.length / milliseconds) * 1_000) : 0;
  return `  ${name.padEnd(26)} ${(milliseconds / 1_000).toFixed(1).padStart(5)} s  ${String(rate).padStart(4)} a second  p99 of reads ${p99(false)}, of writes ${p99(true)}${failed > 0 ? `  ${failed} failed` : ''}`;
}
