import type { Contract } from '@aurora/kernel';
import { isDeepStrictEqual } from 'node:util';
import { describeViolation, findCheckout, verifyBoundaries } from '../../boundaries/index.ts';
import { obstacle, warning, well, type Finding } from './finding.ts';

/** Whether the boundaries between the packages hold. */
export async function checkBoundaries(): Promise<Finding> {
  const check = 'boundaries';
  const root = findCheckout(process.cwd());
  if (root === undefined) return warning(check, 'they can be checked in a checkout of Aurora only, and this folder is in none: run "aurora verify" there');
  const { files, violations } = await verifyBoundaries(root);
  if (violations.length === 0) return well(check, `none is violated in ${files} files`);
  return obstacle(check, `${violations.length} are violated, as in: ${describeViolation(violations[0]!).split('\n')[0]}. "aurora verify" shows them all`);
}

/** Whether everything that the module takes and gives can be written down. */
export async function checkPayloads(contract: Contract): Promise<Finding> {
  const { openApi } = await import('@aurora/platform/documents');
  try {
    openApi({ contracts: [contract], prefix: '', title: contract.title });
  } catch (error) {
    return obstacle('payloads', `something of the contract has no form on the wire: ${(error as Error).message}`);
  }
  const streams = Object.entries(contract.operations).filter(([, { reply }]) => reply === 'stream').map(([name]) => name);
  return well('payloads', `all ${Object.keys(contract.operations).length} operations have a form on the wire${streams.length > 0 ? `; ${streams.join(', ')} as a stream of bytes` : ''}`);
}

const patience = 5_000;

const documentAt = async (url: string): Promise<Record<string, unknown>> => {
  const response = await fetch(`${url.replace(/\/$/, '')}/openapi.json`, { signal: AbortSignal.timeout(patience) });
  return (await response.json() as { paths: Record<string, unknown> }).paths;
};

/** Whether the service that runs already has the contract that the monolith has; `local`: one may be started here. */
export async function checkParity(contract: Contract, monolith: string | null, service: string | undefined, local: boolean): Promise<Finding> {
  const check = 'contract';
  if (service === undefined && !local) return warning(check, 'no healthy service is known whose contract could be compared with the monolith\'s');
  if (service === undefined) return well(check, 'the service is started from this code, whose ports are tested for parity');
  if (monolith === null) return warning(check, 'where the monolith\'s modules listen is not known, so that both contracts cannot be compared');
  try {
    const [here, there] = await Promise.all([documentAt(monolith), documentAt(service)]);
    const own = new Set(Object.values(contract.operations).filter(({ internal }) => !internal).map(({ path }) => path));
    const other = Object.keys(here).filter(path => [...own].some(mine => path.replace(/\/$/, '') === mine.replace(/\/$/, '')) && !isDeepStrictEqual(here[path], there[path]));
    return other.length === 0 ? well(check, `that of ${service} is the monolith's`) : obstacle(check, `${other.join(', ')} is another at ${service} than in the monolith: run the same version on both`);
  } catch (error) {
    return warning(check, `that of ${service} could not be read: ${(error as Error).message}`);
  }
}
