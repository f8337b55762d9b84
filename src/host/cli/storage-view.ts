import type { StorageStatus } from '@aurora/platform/storage';
import { LiveLine, seconds } from './live-line.ts';
import { Rate } from './rate.ts';

const number = new Intl.NumberFormat('en');
export const size = (bytes: number): string => (bytes < 1024 ** 2 ? `${number.format(Math.ceil(bytes / 1024))} KiB` : `${number.format(Math.round(bytes / 1024 ** 2))} MiB`);

/** How far a move is, as one line. `rate`: bytes a second, if it is known. */
function lineOf({ module, move, store }: StorageStatus, rate: number | undefined): string {
  if (!move) return `${module}: files at ${store}`;
  const { copied, error, stage, total } = move;
  const left = rate !== undefined && rate > 0 && stage === 'copying' ? `, ${size(rate)}/s, ${seconds((total.bytes - copied.bytes) / rate)} left` : '';
  return `${module}: ${stage} ${number.format(copied.contents)} of ${number.format(total.contents)} contents, ${size(copied.bytes)} of ${size(total.bytes)}${left}${error === null ? '' : ` (${error})`}`;
}

/** Shows how far a move between stores is on standard error. */
export class StorageView {
  readonly #line = new LiveLine();
  readonly #rate = new Rate();

  show(status: StorageStatus): void {
    this.#line.show(lineOf(status, this.#rate.with(status.move?.copied.bytes ?? 0)), status.move?.stage ?? '');
  }

  end(): void {
    this.#line.end();
  }
}
