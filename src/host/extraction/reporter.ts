import { clearScreenDown, moveCursor } from 'node:readline';
import type { ExtractionState } from '@aurora/config/contract';

/** One side of a module, as it answers now. */
export interface SideFigures {
  readonly tries: number;
  readonly failed: number;
  /** Milliseconds; null where nothing has been answered. */
  readonly p50: number | null;
  readonly p99: number | null;
}

/** How an extraction stands. */
export interface Standing {
  readonly module: string;
  readonly stage: ExtractionState['stage'];
  /** Share of the callers on the service, in per cent. */
  readonly share: number;
  /** Requests per second since the last standing. */
  readonly rate: number;
  readonly monolith: SideFigures;
  readonly service: SideFigures;
  readonly compared: { readonly same: number; readonly different: number; readonly race: number; readonly failed: number };
  /** Events that the module has not come to yet; null where that is not known. */
  readonly lag: number | null;
  /** What it waits for. */
  readonly waits: string;
}

/** Tells how an extraction goes on. */
export interface Reporter {
  /** What has happened. */
  say(stage: ExtractionState['stage'], text: string): void;
  standing(standing: Standing): void;
  end(): void;
}

const milliseconds = (value: number | null): string => (value === null ? '-' : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`);
const bar = (share: number): string => `${'█'.repeat(Math.round(share / 5))}${'░'.repeat(20 - Math.round(share / 5))}`;
const side = (name: string, { failed, p50, p99, tries }: SideFigures): string =>
  `  ${name.padEnd(9)} ${String(tries).padStart(8)} tries  ${String(failed).padStart(5)} failed  p50 ${milliseconds(p50).padStart(8)}  p99 ${milliseconds(p99).padStart(8)}`;

const linesOf = ({ compared, lag, module, monolith, rate, service, share, stage, waits }: Standing): string[] => [
  `  ${module}: ${stage}  ${bar(share)}  ${share} % on the service  ${Math.round(rate)} requests/s`,
  side('monolith', monolith), side('service', service),
  `  compared  ${String(compared.same).padStart(8)} the same  ${compared.different} different  ${compared.race} raced  ${compared.failed} failed${lag === null ? '' : `   events behind: ${lag}`}`,
  `  ${waits}`,
];

/** A view on a terminal that is drawn over again; what has happened stays above it. */
class Screen implements Reporter {
  #drawn = 0;

  say(stage: string, text: string): void {
    this.#clear();
    process.stderr.write(`${new Date().toISOString().slice(11, 19)}  ${stage.padEnd(10)} ${text}\n`);
  }

  standing(standing: Standing): void {
    this.#clear();
    const lines = linesOf(standing).map(line => line.slice(0, (process.stderr.columns ?? 120) - 1));
    process.stderr.write(`${lines.join('\n')}\n`);
    this.#drawn = lines.length;
  }

  end(): void {
    this.#clear();
  }

  #clear(): void {
    if (this.#drawn === 0) return;
    moveCursor(process.stderr, 0, -this.#drawn);
    clearScreenDown(process.stderr);
    this.#drawn = 0;
  }
}

/** Milliseconds between two plain lines about how it stands. */
const interval = 5_000;

/** Plain lines, where nobody looks at a terminal. */
class Lines implements Reporter {
  #told = 0;

  say(stage: string, text: string): void {
    process.stderr.write(`${stage}: ${text}\n`);
  }

  standing({ compared, monolith, service, share, stage, waits }: Standing): void {
    if (Date.now() - this.#told < interval) return;
    this.#told = Date.now();
    process.stderr.write(`${stage}: ${share} % on the service; monolith ${monolith.tries} tries, ${monolith.failed} failed; service ${service.tries} tries, ${service.failed} failed; compared ${compared.same} the same, ${compared.different} different; ${waits}\n`);
  }

  end(): void { /* nothing is drawn */ }
}

/** One JSON object per line on standard output, for programs. */
class Json implements Reporter {
  say(stage: string, text: string): void {
    console.log(JSON.stringify({ at: new Date().toISOString(), stage, text }));
  }

  standing(standing: Standing): void {
    console.log(JSON.stringify({ at: new Date().toISOString(), ...standing }));
  }

  end(): void { /* nothing is drawn */ }
}

export const reporterFor = (json: boolean): Reporter => (json ? new Json() : process.stderr.isTTY ? new Screen() : new Lines());
