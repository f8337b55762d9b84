import type { Violation } from './violation.ts';
import { callsOf, listensOf, type Workspace } from './workspace.ts';

const exported = { '.': './src/module.ts', './contract': './contract/index.ts', './events': './contract/events.ts' };

/** A module exports its contract, its events and, for the host, itself; nothing more. */
export function exportViolations({ modules }: Workspace): Violation[] {
  return [...modules.values()].flatMap(({ folder, manifest }) => {
    const found = manifest.exports ?? {};
    const names = new Set([...Object.keys(exported), ...Object.keys(found)]);
    const wrong = [...names].filter(name => found[name] !== exported[name as keyof typeof exported]);
    return wrong.map(name => ({
      rule: 'exports', from: manifest.name, to: undefined, file: `${folder}/package.json`,
      message: `${manifest.name} exports ${name} as ${found[name] ?? 'nothing'}.`,
      advice: `"exports" is exactly ${JSON.stringify(exported)}.`,
    }));
  });
}

/** A module listens to modules that exist. */
export function listenViolations(workspace: Workspace): Violation[] {
  return [...workspace.modules].flatMap(([name, { folder, manifest }]) =>
    listensOf(workspace, name).filter(source => !workspace.modules.has(source) || source === name).map(source => ({
      rule: 'listens', from: manifest.name, to: `@aurora/${source}`, file: `${folder}/package.json`,
      message: `${manifest.name} listens to ${source}, which is ${source === name ? 'itself' : 'no module'}.`,
      advice: `"aurora.listens" names other modules: ${[...workspace.modules.keys()].filter(other => other !== name).join(', ')}.`,
    })));
}

/** The circles of calls through `start`, each as the modules on the way back to it. */
function circlesFrom(workspace: Workspace, start: string, way: readonly string[] = [start]): string[][] {
  return callsOf(workspace, way.at(-1)!).flatMap(next => {
    if (next === start) return [[...way, start]];
    return way.includes(next) ? [] : circlesFrom(workspace, start, [...way, next]);
  });
}

/** Calls form no circle; of one, the module that comes first by name is told. */
export function callCycles(workspace: Workspace): Violation[] {
  return [...workspace.modules].flatMap(([name, { folder, manifest }]) =>
    circlesFrom(workspace, name).filter(circle => circle.every(module => module >= name)).map(circle => ({
      rule: 'call-cycle', from: manifest.name, to: `@aurora/${circle[1]}`, file: `${folder}/package.json`,
      message: `Modules call each other in a circle: ${circle.join(' → ')}.`,
      advice: 'Let one of them listen to the other\'s events ("aurora.listens"), or learn who refers to it by an operation such as reserve or claim.',
    })));
}
