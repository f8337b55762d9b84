import type { AnyPort, Contract, Handlers, Operation, Port } from '@aurora/kernel';
import type { z } from 'zod';

type Handler = (input: unknown, context: never) => unknown;

/** What the schema fills in for fields that a caller leaves out; undefined if nothing. */
function defaultsOf(operation: Operation): Record<string, unknown> | undefined {
  const fields = Object.entries(operation.input.shape as Record<string, z.ZodType>).filter(([, field]) => field.def.type === 'default');
  return fields.length === 0 ? undefined : Object.fromEntries(fields.map(([name, field]) => [name, field.parse(undefined)]));
}

function withDefaults(operation: Operation, handler: Handler): Handler {
  const defaults = defaultsOf(operation);
  return defaults ? (input, context) => handler({ ...defaults, ...(input as object) }, context) : handler;
}

function localCall(operation: Operation, given: Handler): Handler {
  const handler = withDefaults(operation, given);
  if (operation.reply === 'none') return async (input, context) => { await handler(input, context); };
  if (operation.reply === 'stream') return async (input, context) => handler(input, context);
  // What is not in the output schema must not reach a caller here that would not reach it from another process.
  return async (input, context) => operation.output.parse(await handler(input, context));
}

/** The port of a module in this process: a function call, and its answer without anything the contract does not name. */
export function createLocalPort<C extends Contract>(contract: C, handlers: Handlers<C>): Port<C> {
  const port: Record<string, unknown> = {};
  for (const [name, operation] of Object.entries(contract.operations)) port[name] = localCall(operation, handlers[name] as Handler);
  return port as AnyPort as Port<C>;
}
