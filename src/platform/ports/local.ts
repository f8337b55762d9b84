import type { AnyPort, Contract, Handlers, Operation, Port } from '@aurora/kernel';
import type { z } from 'zod';

type Handler = (input: unknown, context: never) => unknown;

/** What the schema fills in for fields that a caller leaves out. */
const defaultsOf = (operation: Operation): readonly (readonly [name: string, value: unknown])[] =>
  Object.entries(operation.input.shape as Record<string, z.ZodType>).filter(([, field]) => field.def.type === 'default').map(([name, field]) => [name, field.parse(undefined)]);

function withDefaults(operation: Operation, handler: Handler): Handler {
  const defaults = defaultsOf(operation);
  if (defaults.length === 0) return handler;
  return (given, context) => {
    const input = { ...given as Record<string, unknown> };
    for (const [name, value] of defaults) if (input[name] === undefined) input[name] = value;
    return handler(input, context);
  };
}

function localCall(operation: Operation, given: Handler): Handler {
  const handler = withDefaults(operation, given);
  if (operation.reply === 'none') return async (input, context) => { await handler(input, context); };
  if (operation.reply === 'stream' || operation.reply === 'events') return async (input, context) => handler(input, context);
  if (operation.reply === 'later') {
    return async (input, context) => {
      const output = await handler(input, context);
      return output === undefined ? undefined : operation.output.parse(output);
    };
  }
  // What is not in the output schema must not reach a caller here that would not reach it from another process.
  return async (input, context) => operation.output.parse(await handler(input, context));
}

/** The port of a module in this process: a function call, and its answer without anything the contract does not name. */
export function createLocalPort<C extends Contract>(contract: C, handlers: Handlers<C>): Port<C> {
  const port: Record<string, unknown> = {};
  for (const [name, operation] of Object.entries(contract.operations)) port[name] = localCall(operation, handlers[name] as Handler);
  return port as AnyPort as Port<C>;
}
