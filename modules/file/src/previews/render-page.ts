import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** The program, of poppler (Debian: poppler-utils). */
const program = 'pdftoppm';

/** Pixels of the longer side; seconds, KiB of memory and KiB of an image that it may take. */
const side = 1_024, seconds = 20, memory = 1_000_000, image = 16_384;

/** There is no program that could do it. */
export class NoRenderer extends Error {
  override readonly name = 'NoRenderer';
}

/**
 * Makes `<to>.png` of the first page of a PDF. Rejects with `NoRenderer` where the program is not installed, and where it fails or takes more
 * than 20 s or 1 GB: a document is nothing to be trusted, so the program has limits of its own, no input and none of our environment.
 */
export async function renderPage(pdf: string, to: string): Promise<void> {
  // Not every system has each of them.
  const limits = `ulimit -t ${seconds}; ulimit -v ${memory}; ulimit -f ${image * 2}; exec "$0" "$@"`;
  const child = spawn('/bin/sh', ['-c', limits, program, '-png', '-singlefile', '-f', '1', '-l', '1', '-scale-to', String(side), pdf, to], {
    stdio: 'ignore', env: { PATH: process.env['PATH'] }, timeout: 2 * seconds * 1_000, killSignal: 'SIGKILL',
  });
  const [code, signal] = await once(child, 'exit') as [number | null, string | null];
  if (code === 127) throw new NoRenderer(`${program} is not installed`);
  if (code !== 0) throw new Error(`${program} has ended with ${code ?? signal}`);
}
