import { callsOf, listensOf, type Workspace } from './workspace.ts';

/** Who depends on whom: `[from, to]`, by name. */
export interface ModuleGraph {
  readonly modules: readonly string[];
  /** The first calls the second. */
  readonly calls: readonly (readonly [string, string])[];
  /** The second listens to the events of the first. */
  readonly events: readonly (readonly [string, string])[];
}

export function moduleGraph(workspace: Workspace): ModuleGraph {
  const modules = [...workspace.modules.keys()].sort();
  return {
    modules,
    calls: modules.flatMap(from => callsOf(workspace, from).sort().map(to => [from, to] as const)),
    events: modules.flatMap(to => [...listensOf(workspace, to)].sort().map(from => [from, to] as const)),
  };
}

/** Two Mermaid flowcharts, in Markdown: calls, and events. */
export function toMermaid({ modules, calls, events }: ModuleGraph): string {
  const chart = (title: string, arrow: string, edges: ModuleGraph['calls']) => [
    `${title}:`, '', '```mermaid', 'flowchart LR', ...modules.map(module => `  ${module}`), ...edges.map(([from, to]) => `  ${from} ${arrow} ${to}`), '```',
  ].join('\n');
  return `${chart('Calls', '-->', calls)}\n\n${chart('Events', '-.->', events)}`;
}
