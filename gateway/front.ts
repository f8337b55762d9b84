import type { RequestListener } from 'node:http';
import { createApplication, once, type ApplicationOptions } from '@aurora/platform/http';
import { openApi } from '@aurora/platform/documents';
import { docsPage } from './docs-page.ts';

/** What every path of the API begins with for clients. */
export const apiPrefix = '/api/v1';

export interface FrontOptions extends Omit<ApplicationOptions, 'prefix' | 'service' | 'documents' | 'pages' | 'mayCall'> {
  /** Where clients reach the front, as in `https://aurora.example.edu`; undefined, wherever they do. */
  readonly publicUrl: string | undefined;
  readonly jwks: () => unknown;
}

/** The thin front before the modules: one address, one prefix, the public operations of all of them, and their documentation. */
export function createFront(options: FrontOptions): RequestListener {
  const contracts = options.modules.map(module => module.contract);
  return createApplication({
    ...options, prefix: apiPrefix, service: 'gateway', pages: docsPage(),
    documents: {
      [`${apiPrefix}/openapi.json`]: once(() => openApi({ contracts, prefix: apiPrefix, publicUrl: options.publicUrl, title: 'Aurora' })),
      '/.well-known/jwks.json': options.jwks,
    },
  });
}
