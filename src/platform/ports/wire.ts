import { AuroraError, isErrorCode, type AnyPort, type Contract, type Operation, type Port } from '@aurora/kernel';
import { parseInput, parseOutput } from './input.ts';

const through = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)) as unknown);

/** An error as it would arrive from another process: without its cause. */
function reborn(error: unknown): unknown {
  if (!(error instanceof AuroraError) || !isErrorCode(error.code)) return error;
  const { code, message, details, retryAfter } = error;
  return new AuroraError(code, message, { details: through(details) as Record<string, unknown>, ...(retryAfter === undefined ? {} : { retryAfter }) });
}

/** The input as it would arrive; bytes pass as they are. */
function readInput({ body, input }: Operation, given: Record<string, unknown>): Record<string, unknown> {
  if (body !== 'stream') return parseInput(input, through(given));
  const { content, ...fields } = given;
  return { ...parseInput(input, through(fields)), content };
}

function wireCall(module: string, operation: Operation, call: AnyPort[string]): AnyPort[string] {
  return async (given, context) => {
    const input = readInput(operation, given);
    try {
      const output = await call(input, context);
      return operation.reply === 'json' || operation.reply === 'headers' || (operation.reply === 'later' && output !== undefined) ? parseOutput(operation.output, through(output), module) : output;
    } catch (error) {
      throw reborn(error);
    }
  };
}

/**
 * The same port through the wire's format: inputs validated, everything serialised and parsed, so that nothing passes
 * in one process that would not pass between two. For development and tests.
 */
export function createWirePort<C extends Contract>(contract: C, port: Port<C>): Port<C> {
  const wired: Record<string, unknown> = {};
  for (const [name, operation] of Object.entries(contract.operations)) wired[name] = wireCall(contract.module, operation, (port as AnyPort)[name]!);
  return wired as AnyPort as Port<C>;
}
