import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { methodNotAllowed } from '@aurora/platform/http';
import express, { type Router } from 'express';

const folder = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };

/** The files of swagger-ui-dist that the page needs. */
const assets = ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-standalone-preset.js', 'favicon-32x32.png'] as const;

/** Nothing from elsewhere, nothing inline; Swagger UI's style sheet has its pictures inside. */
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const immutable = 'public, max-age=31536000, immutable';

/** An OpenAPI document, as the page offers it. */
export interface ShownDocument {
  readonly name: string;
  /** A path on the same origin. */
  readonly url: string;
}

/**
 * Answers `/docs` with a page that shows the first of the documents, and lets one choose among them.
 * Everything it needs is served from here, under the version of Swagger UI, so that browsers may keep it for good.
 */
export function docsPage(documents: readonly ShownDocument[]): Router {
  const router = express.Router();
  const base = `/docs/${version}`;
  router.get('/docs', (_request, response) => {
    response.set({ 'content-security-policy': policy, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    response.type('html').send(html(base, documents));
  });
  router.get('/docs/init.js', (_request, response) => {
    response.set({ 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' }).type('js').send(script(documents));
  });
  for (const name of assets) {
    router.get(`${base}/${name}`, (_request, response, next) => {
      response.set({ 'cache-control': immutable, 'x-content-type-options': 'nosniff' });
      response.sendFile(name, { root: folder, cacheControl: false }, error => { if (error) next(error); });
    });
  }
  router.all(['/docs', '/docs/init.js', ...assets.map(name => `${base}/${name}`)], () => { throw methodNotAllowed(['GET', 'HEAD']); });
  return router;
}

const html = (base: string, documents: readonly ShownDocument[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Aurora API</title>
<link rel="stylesheet" href="${base}/swagger-ui.css">
<link rel="icon" type="image/png" href="${base}/favicon-32x32.png">
</head>
<body>
<noscript>This page needs JavaScript. The documents themselves: ${documents.map(({ name, url }) => `<a href="${url}">${name}</a>`).join(', ')}</noscript>
<main id="swagger-ui"></main>
<script src="${base}/swagger-ui-bundle.js"></script>
<script src="${base}/swagger-ui-standalone-preset.js"></script>
<script src="/docs/init.js"></script>
</body>
</html>
`;

/** No validator: it would send the document's address elsewhere. */
const script = (documents: readonly ShownDocument[]): string => `SwaggerUIBundle({
  urls: ${JSON.stringify(documents)}, dom_id: '#swagger-ui', presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset], layout: 'StandaloneLayout',
  deepLinking: true, filter: true, validatorUrl: null, defaultModelsExpandDepth: 0,
});
`;
