import type { Contract } from '@aurora/kernel';
import { schemaBook } from '../schema-book.ts';
import { components } from './components.ts';
import { paths, type PathItem } from './paths.ts';

export interface OpenApiOptions {
  /** In this order in the document. */
  readonly contracts: readonly Contract[];
  /** What every path begins with: `/api/v1` behind the gateway, empty on a module's own service. */
  readonly prefix: string;
  /** Where clients reach the API, as in `https://aurora.example.edu`; left out, the document's own origin. */
  readonly publicUrl?: string | undefined;
  readonly title: string;
  /** Also lists what only modules may call, marked `x-internal`. */
  readonly internal?: boolean;
}

/** An OpenAPI 3.1 document: plain JSON. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly Readonly<Record<string, unknown>>[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Describes the operations of `contracts`. Equal contracts give equal bytes.
 * Throws when two operations answer to one method and path, or two schemas share a name.
 */
export function openApi(options: OpenApiOptions): OpenApiDocument {
  const book = schemaBook('#/components/schemas/');
  const described = paths(options.contracts, options.internal ?? false, book);
  return {
    openapi: '3.1.0',
    info: {
      title: options.title, version: version(options),
      description: 'Every path is served with and without a trailing slash, and every GET answers HEAD as well. Times are RFC 3339 in UTC with milliseconds.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: `${options.publicUrl?.replace(/\/+$/, '') ?? ''}${options.prefix}` || '/' }],
    tags: options.contracts.map(contract => ({ name: contract.module, description: contract.title, 'x-contract-version': contract.version })),
    paths: described,
    components: components(described, book),
  };
}

/** The version that clients see in the prefix; without one, the highest of the contracts. */
function version({ prefix, contracts }: OpenApiOptions): string {
  return /\/v(\d+)$/.exec(prefix)?.[1] ?? String(Math.max(1, ...contracts.map(contract => contract.version)));
}
