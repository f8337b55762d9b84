import { isAway, type AnyPort, type Contract } from '@aurora/kernel';

/** The same port, where an operation that the contract has a default for answers with it while the module cannot. */
export function withDefaults(contract: Contract, port: AnyPort): AnyPort {
  const defaulted: Record<string, AnyPort[string]> = {};
  for (const [name, { fallback, input: schema }] of Object.entries(contract.operations)) {
    if (!fallback) continue;
    defaulted[name] = async (input, context) => {
      try {
        return await port[name]!(input, context);
      } catch (error) {
        const output: unknown = isAway(error) ? fallback(schema.parse(input)) : undefined;
        if (output === undefined) throw error;
        return output;
      }
    };
  }
  return Object.keys(defaulted).length === 0 ? port : { ...port, ...defaulted };
}
