import { catalogueViolations, definitionViolations } from './definition-violations.ts';
import { readImports } from './import-graph.ts';
import { importViolations, unseenFiles } from './import-violations.ts';
import { callCycles, exportViolations, listenViolations } from './manifest-violations.ts';
import { moduleGraph, type ModuleGraph } from './module-graph.ts';
import { undeclaredDependencies } from './undeclared-dependencies.ts';
import { byFile, type Violation } from './violation.ts';
import { readWorkspace } from './workspace.ts';

export interface Verification {
  /** All of them, by file. */
  readonly violations: readonly Violation[];
  readonly graph: ModuleGraph;
  /** TypeScript files that were checked. */
  readonly files: number;
}

/** Checks every boundary of the checkout at `root`. Rejects only when it can't check. */
export async function verifyBoundaries(root: string): Promise<Verification> {
  const workspace = readWorkspace(root);
  const imports = await readImports(root);
  const violations = [
    ...importViolations(workspace, imports), ...unseenFiles(workspace, imports), ...undeclaredDependencies(workspace, imports),
    ...exportViolations(workspace), ...listenViolations(workspace), ...callCycles(workspace),
    ...await definitionViolations(workspace), ...await catalogueViolations(workspace),
  ];
  return { violations: violations.sort(byFile), graph: moduleGraph(workspace), files: imports.seen.length };
}
