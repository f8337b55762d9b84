export { toMermaid, type ModuleGraph } from './module-graph.ts';
export { verifyBoundaries, type Verification } from './verify.ts';
export { describeViolation, type Violation } from './violation.ts';
export { findCheckout } from './workspace.ts';
