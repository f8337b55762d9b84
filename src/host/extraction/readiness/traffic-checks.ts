import type { HostStatus } from '@aurora/gateway/contract';
import { relocationClasses, type ModuleDefinition } from '@aurora/kernel';
import { eventTables, platformTables, workTables } from '@aurora/platform/tables';
import { obstacle, warning, well, type Finding } from './finding.ts';

/** Calls for each request beyond which a module is chatty: each is a way over the network once it is out. */
const chatty = 5;

/** How many calls go from and to the module for each request. `requests` are those of the module and of its callers, by module. */
export function checkCalls(module: string, { calls }: Pick<HostStatus, 'calls'>, requests: Readonly<Record<string, number>>): Finding {
  const check = 'calls';
  const rates = calls.filter(({ caller, operation }) => caller === module || operation.startsWith(`${module}.`)).map(({ caller, calls: count, operation }) => ({ caller, operation, rate: count / Math.max(1, requests[caller] ?? 0) }));
  if (rates.length === 0) return well(check, 'none has gone from or to it since the start');
  const told = rates.toSorted((a, b) => b.rate - a.rate).map(({ caller, operation, rate }) => `${caller} calls ${operation} ${rate.toFixed(2)} times for each of its requests`).join('; ');
  return rates.some(({ rate }) => rate > chatty) ? warning(check, `${told}: consider an operation that takes many at once`) : well(check, told);
}

/** Whether a relocation can follow each table of the module. */
export function checkTables({ tables }: Pick<ModuleDefinition, 'tables'>): Finding {
  const all = Object.entries({ ...platformTables, ...eventTables, ...workTables, ...tables });
  const unknown = all.filter(([, how]) => !(relocationClasses as readonly string[]).includes(how)).map(([table]) => table);
  return unknown.length === 0 ? well('tables', `each of the ${all.length} says how it is followed when its database moves`) : obstacle('tables', `${unknown.join(', ')} does not say how it is followed when its database moves`);
}

/** What is stuck goes with the module, and is easier to decide about before. */
export function checkKept(module: string, parked: readonly { readonly module: string; readonly source: string; readonly parked: number }[], stuck: readonly { readonly module: string }[]): Finding[] {
  const kept = parked.filter(one => one.parked > 0 && (one.module === module || one.source === module));
  const sagas = stuck.filter(one => one.module === module).length;
  return [
    kept.length === 0 ? well('parked events', 'there are none') : obstacle('parked events', `${kept.map(one => `${one.parked} of ${one.source} in ${one.module}`).join(', ')}: "aurora events parked" shows them, redrive or skip them first`),
    sagas === 0 ? well('stuck sagas', 'there are none') : obstacle('stuck sagas', `${sagas}: "aurora sagas list --status stuck" shows them, decide about them first`),
  ];
}
