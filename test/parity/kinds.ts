import type { Contract, Operation } from '@aurora/kernel';

/** As far as it is looked at here, a schema of a page. */
interface PageSchema { readonly shape?: { readonly items?: { readonly element: Operation['output'] } } }

/** The name of what an operation answers, or of the items on its pages. */
const answered = ({ output }: Operation): string => ((output as PageSchema).shape?.items?.element ?? output).meta()?.id ?? 'nothing';

/** `ApiKey`, `NewApiKey`: `api_key`, as its table is called. */
const kindOf = (name: string): string => name.replace(/^New|Metadata$/g, '').replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();

/** For each operation, what an `id` in its answers is the id of. */
export const kindsOf = (contract: Contract): Record<string, string> =>
  Object.fromEntries(Object.entries(contract.operations).map(([name, operation]) => [`${contract.module}.${name}`, kindOf(answered(operation))]));
