export { AuroraProcess, type Ending, type Env } from './aurora-process.ts';
export type { LogLine } from './log-lines.ts';
export { testFolder, type TestFolder } from './test-folder.ts';
