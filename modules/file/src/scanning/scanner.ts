import type { ContentStream } from '@aurora/kernel';

/** What a scanner says of bytes. `refused`: it does not scan them, and says why. */
export type Verdict = { readonly found: 'nothing' } | { readonly found: 'something'; readonly name: string } | { readonly found: 'refused'; readonly reason: string };

/** Looks for what must not be served. */
export interface Scanner {
  /** `open` gives the bytes, for each try. Rejects with a `ScannerAway` where there is no verdict now or `stopping` is aborted, and with the error of the bytes where they fail. */
  scan(open: () => ContentStream, stopping?: AbortSignal): Promise<Verdict>;
}

/** The scanner does not answer, or not as it should; in one line for operators. */
export class ScannerAway extends Error {
  override readonly name = 'ScannerAway';
}
