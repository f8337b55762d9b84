export { AuroraProcess, type Ending, type Env } from './aurora-process.ts';
export { anna, call, type Called } from './contexts.ts';
export { Deployment, type Engine } from './deployment.ts';
export { Host, publicUrl, type HostOptions } from './host.ts';
export type { LogLine } from './log-lines.ts';
export { contractOf, loadModule, moduleNames, type Contracts, type ModuleName } from './modules.ts';
export { onEachDatabase, type OnDatabase } from './on-each-database.ts';
export { TestDatabase } from './test-database.ts';
export { testFolder, type TestFolder } from './test-folder.ts';
