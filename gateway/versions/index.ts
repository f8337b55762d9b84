export { negotiateVersion } from './negotiation.ts';
export { versionDocuments } from './openapi.ts';
export { servedVersions } from './served-versions.ts';
