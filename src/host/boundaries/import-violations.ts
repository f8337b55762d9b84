import type { IViolation } from 'dependency-cruiser';
import type { ImportGraph } from './import-graph.ts';
import type { Violation } from './violation.ts';
import { packageOf, type Workspace } from './workspace.ts';

/** The package that is imported: by the file that was found, or by its name if none was. */
function otherSide(workspace: Workspace, { to, unresolvedTo }: IViolation): string | undefined {
  const found = packageOf(workspace, to) ?? workspace.packages.find(({ manifest }) => `${unresolvedTo}/`.startsWith(`${manifest.name}/`));
  return found?.manifest.name;
}

function sentence(violation: IViolation, from: string, to: string | undefined): string {
  if (violation.rule.name === 'unresolved') return `${from} imports ${violation.unresolvedTo ?? violation.to}, which does not exist or is not exported.`;
  if (violation.cycle) return `${from} imports in a circle: ${[violation.from, ...violation.cycle.map(({ name }) => name)].join(' → ')}.`;
  return to === undefined || to === from ? `${from} imports ${violation.to}.` : `${from} reaches into ${to}, by ${violation.to}.`;
}

/** What the rules of .dependency-cruiser.cjs forbid. */
export function importViolations(workspace: Workspace, { result, rules }: ImportGraph): Violation[] {
  const advice = new Map(rules.map(rule => [rule.name, rule.comment ?? '']));
  return result.summary.violations.map(violation => {
    const from = packageOf(workspace, violation.from)?.manifest.name ?? 'The checkout';
    const to = otherSide(workspace, violation);
    return { rule: violation.rule.name, from, to, file: violation.from, message: sentence(violation, from, to), advice: advice.get(violation.rule.name) ?? '' };
  });
}

/** Files that the graph should hold and does not: then no rule has looked at them. */
export function unseenFiles(workspace: Workspace, { seen, expected }: ImportGraph): Violation[] {
  const read = new Set(seen);
  return expected.filter(file => !read.has(file)).map(file => ({
    rule: 'unseen-file', from: packageOf(workspace, file)?.manifest.name ?? 'The checkout', to: undefined, file,
    message: `${seen.length} of ${expected.length} TypeScript files were read, and this one was not.`,
    advice: 'See that dependency-cruiser can read TypeScript: it needs @swc/core, and says nothing when it is missing.',
  }));
}
