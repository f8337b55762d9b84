import type { Contract } from '@aurora/kernel';
import { PlacementPolicy } from '../../placement/policy.ts';
import { code, page, table } from '../markdown.ts';
import { typeText } from '../report/type-text.ts';
import { schemaBook } from '../schema-book.ts';
import { operationTable } from './operations-reference.ts';

/** Operations that a gateway serves beside the modules' own. */
export interface GatewayRoutes {
  readonly contract: Contract;
  /** What their paths begin with. */
  readonly prefix: string;
}

/** What a gateway serves besides the modules' operations, and what a placement is. */
export function gatewayReference(routes: readonly GatewayRoutes[]): string {
  const book = schemaBook('#/');
  book.input(PlacementPolicy, 'PlacementPolicy');
  const { properties = {}, required = [] } = book.definitions()['PlacementPolicy']!;
  return page(
    '# The gateway\'s own',
    'Beside the [operations](operations.md) of the modules a gateway serves the following. Which side answers a module\'s routes now, and by which policy, `GET /admin/routes` says.',
    routes.flatMap(({ contract, prefix }) => [`## ${contract.title}`, operationTable(Object.entries(contract.operations), prefix)]),
    '## Without a token',
    table(['request', 'what it is'], [
      ['`GET /health/live`, `GET /health/ready`', 'whether the process lives, and whether it is to be sent requests'],
      ['`GET /docs`', 'the documents for browsers'],
      ['`GET /api/v1/openapi.json`, `GET /api/v2/openapi.json`, `GET /admin/openapi.json`', 'the documents'],
      ['`GET /api/v1/asyncapi.json`', 'the document of the events'],
      ['`GET /.well-known/jwks.json`', 'public keys of the tokens that are issued here'],
    ]),
    '## Placement',
    'The value of the feature flag `placement.<module>`, and the body of `PUT /admin/placements/{module}`:',
    table(['field', 'type', 'needed', 'meaning'], Object.entries(properties).map(([name, schema]) => [code(name), code(typeText(schema)), required.includes(name) ? 'yes' : 'no', schema.description ?? ''])),
  );
}
