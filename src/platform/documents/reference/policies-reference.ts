import { requestClassOf, type Contract, type Operation } from '@aurora/kernel';
import { code, page, table } from '../markdown.ts';

const seconds = (milliseconds: number): string => `${milliseconds / 1000} s`;

const kept = ({ cache, fallback }: Operation): string => (fallback ? 'no; a default in need' : cache?.shared ? `${cache.shared.maxAge} s${cache.shared.staleIfError === undefined ? '' : `, ${cache.shared.staleIfError} s more in need`}${cache.perPrincipal ? ', by caller' : ''}` : 'no');

const shadow = ({ ignore, shadow: kind }: Operation): string => (ignore.length > 0 ? `${kind}, without ${ignore.map(code).join(', ')}` : kind);

/** How the gateway and the ports treat every operation of every module when it is called in another process. */
export function policiesReference(contracts: readonly Contract[]): string {
  return page(
    '# Policies',
    'What the contracts say of calling an operation in another process: how long everything may take together, in which time a try must have begun to answer, and how many tries there are in all. A try is repeated before an answer has begun only, and a command under the same command id. A deployment shortens them by the setting `gateway.policy.<module>.<operation>` of the config module ([the gateway](../gateway.md)).',
    contracts.flatMap(contract => [`## ${contract.title}`, table(
      ['operation', 'deadline', 'try', 'tries', 'limit', 'kept by the gateway', 'shadow'],
      Object.entries(contract.operations).map(([name, operation]) => [
        code(`${contract.module}.${name}`), seconds(operation.timeout), seconds(operation.tryTimeout), operation.body === 'stream' ? '1 once bytes have gone' : String(operation.tries),
        operation.internal ? 'none' : code(requestClassOf(operation)), kept(operation), shadow(operation),
      ]),
    )]),
  );
}
