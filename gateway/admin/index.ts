export { adminModule } from './port.ts';
export { adminDocument, adminDocuments } from './openapi.ts';
export type { AdminSources } from './sources.ts';
