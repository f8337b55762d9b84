export { committedDocuments, reportPath } from './committed.ts';
export type { BreakingChange } from './compatibility/breaking-change.ts';
export { breakingChanges, undeclaredChanges } from './compatibility/breaking-changes.ts';
export { asyncApi, type AsyncApiDocument, type AsyncApiOptions } from './asyncapi/document.ts';
export { openApi, type OpenApiDocument, type OpenApiOptions } from './openapi/document.ts';
export { describeContract, type ContractDescription } from './report/description.ts';
export { contractReport } from './report/markdown-report.ts';
