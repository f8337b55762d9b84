import { serve } from '../process/serve.ts';
import { describeError, exit } from './failure.ts';

/** `aurora serve` without anything else, the way a server is started: without the command line's parser, which would stay in its memory. */
export async function serveAlone(): Promise<number> {
  try {
    return await serve();
  } catch (error) {
    process.stderr.write(`aurora: ${describeError(error)}\n`);
    return exit.failed;
  }
}
