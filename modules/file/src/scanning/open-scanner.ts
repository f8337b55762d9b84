import { Clamd, clamdPlace } from './clamd.ts';
import type { Scanner } from './scanner.ts';

/** The scanner that AURORA_SCANNER names, if it names one. Throws an `Error` where it names none that can be. */
export function openScanner(address: string | undefined): Scanner | undefined {
  if (address === undefined) return undefined;
  try {
    return new Clamd(clamdPlace(address));
  } catch (error) {
    throw new Error(`AURORA_SCANNER ${(error as Error).message}.`, { cause: error });
  }
}
