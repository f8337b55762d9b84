import type { Contract, EventUse } from '@aurora/kernel';
import { settingTable } from '../settings/index.ts';
import { errorsReference } from './reference/errors-reference.ts';
import { eventsReference } from './reference/events-reference.ts';
import { gatewayReference, type GatewayRoutes } from './reference/gateway-reference.ts';
import { operationsReference } from './reference/operations-reference.ts';
import { policiesReference } from './reference/policies-reference.ts';
import { settingsReference } from './reference/settings-reference.ts';
import { describeContract, type ContractDescription } from './report/description.ts';
import { markdownReport } from './report/markdown-report.ts';

/** Where the report of a module's contract is committed, for programs to compare. */
export const reportPath = (module: string): string => `modules/${module}/contract/report.json`;

/** Everything that is generated and committed: path from the root of the repository → text. `uses`: what modules use of the events of others. */
export function committedDocuments(contracts: readonly Contract[], gateway: readonly GatewayRoutes[], uses: readonly EventUse[] = []): ReadonlyMap<string, string> {
  const byName = contracts.toSorted((a, b) => (a.module < b.module ? -1 : 1));
  return new Map([
    ...byName.map(describeContract).flatMap(reports),
    ['docs/reference/settings.md', settingsReference(settingTable)],
    ['docs/reference/errors.md', errorsReference()],
    ['docs/reference/operations.md', operationsReference(byName, '/api/v1')],
    ['docs/reference/gateway.md', gatewayReference(gateway)],
    ['docs/reference/policies.md', policiesReference(byName)],
    ['docs/reference/events.md', eventsReference(byName, uses)],
  ]);
}

const reports = (description: ContractDescription): [string, string][] => [
  [reportPath(description.module), `${JSON.stringify(description, null, 2)}\n`],
  [`modules/${description.module}/contract/report.md`, markdownReport(description)],
];
