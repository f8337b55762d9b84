import { AuroraError } from '@aurora/kernel';
import { readInput, sendJson, type Admitted } from '@aurora/platform/http';

/** Answers with the default that the operation's contract has for the request, marked by a Warning; false if there is none. */
export async function answerByDefault({ exchange, match, deadline }: Admitted, maxBody: number): Promise<boolean> {
  const { fallback, status } = match.route.operation;
  if (!fallback || exchange.response.headersSent) return false;
  let output: unknown;
  try {
    output = fallback(await readInput(exchange, match, { maxBody, deadline }));
  } catch (error) {
    // What is wrong with the input is for the module to say, once it is back.
    if (error instanceof AuroraError) return false;
    throw error;
  }
  if (output === undefined) return false;
  sendJson(exchange, status, output, ['cache-control', 'no-store', 'warning', '199 - "Default: the module does not answer"'], false);
  return true;
}
