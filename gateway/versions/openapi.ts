import type { Contract } from '@aurora/kernel';
import { once } from '@aurora/platform/http';
import { asyncApi, openApi, type AsyncApiDocument, type OpenApiDocument } from '@aurora/platform/documents';
import { deprecationNotice, successors } from './deprecations.ts';
import { v2Contract } from './v2/contract.ts';
import { v1, v2, type Version } from './versions.ts';

type Operations = OpenApiDocument['paths'][string];

/** Marks what has a successor. */
function deprecated(operations: Operations): Operations {
  return Object.fromEntries(Object.entries(operations).map(([method, operation]) => {
    const [module, name] = operation.operationId.split('.') as [string, string];
    const successor = module === 'syllabus' ? successors[name as keyof typeof successors] : undefined;
    return [method, successor === undefined ? operation : { ...operation, deprecated: true, description: `${String(operation['description'])} ${deprecationNotice(successor)}` }];
  }));
}

/** The same without the errors' old form, which the second version never answers. */
const problemsAlone = (document: OpenApiDocument): OpenApiDocument => JSON.parse(JSON.stringify(document, (key, value: unknown) => {
  if (key === 'ErrorResponse') return undefined;
  if (key !== 'content' || value === null || typeof value !== 'object' || !('application/problem+json' in value)) return value;
  return { 'application/problem+json': value['application/problem+json'] };
})) as OpenApiDocument;

/** The documents of the versions that are served and of the modules' events, by their paths. */
export function versionDocuments(versions: readonly Version[], contracts: readonly Contract[], publicUrl: string | undefined): Readonly<Record<string, () => OpenApiDocument | AsyncApiDocument>> {
  const first = (): OpenApiDocument => {
    const document = openApi({ contracts, prefix: v1.prefix, publicUrl, title: 'Aurora' });
    if (!versions.includes(v2)) return document;
    return { ...document, paths: Object.fromEntries(Object.entries(document.paths).map(([path, operations]) => [path, deprecated(operations)])) };
  };
  const second = (): OpenApiDocument => problemsAlone(openApi({ contracts: [v2Contract], prefix: v2.prefix, publicUrl, title: 'Aurora' }));
  return {
    ...Object.fromEntries(versions.map(version => [`${version.prefix}/openapi.json`, once(version === v1 ? first : second)])),
    [`${v1.prefix}/asyncapi.json`]: once(() => asyncApi({ contracts, title: 'Events of Aurora' })),
  };
}
