import type { ExtractionState } from '@aurora/config/contract';

/** Where a module is. */
export interface ModuleStanding {
  readonly module: string;
  readonly stage: ExtractionState['stage'];
  /** Whether a command moves it now. */
  readonly under_way: boolean;
  /** Share of the callers on the service, in per cent. */
  readonly share: number;
  /** When its stage began; null for one that has never been moved. */
  readonly since: string | null;
  /** Which side does its background work; null where that cannot be asked. */
  readonly work: string | null;
  readonly hosts: readonly string[];
  /** Without a password; null where nobody can tell. */
  readonly database: string | null;
  /** Where its files are; null for a module that keeps none. */
  readonly store: string | null;
  readonly events: 'broker' | 'http';
  /** Why it went back last, if it did. */
  readonly reason: string | null;
}

/** A phase of the migration. */
export interface Phase {
  readonly name: string;
  readonly done: boolean;
  readonly text: string;
}

/** The four phases of the migration from one monolith to four services, as far as the modules' places show them. */
export function phasesOf(modules: readonly ModuleStanding[]): readonly Phase[] {
  const out = (...names: string[]): string[] => modules.filter(({ module, stage }) => names.includes(module) && stage === 'extracted').map(({ module }) => module);
  const told = (done: readonly string[], all: readonly string[]): string => (done.length === all.length ? `${all.join(' and ')} ${all.length === 1 ? 'is' : 'are'} out` : `${done.join(' and ') || 'none'} of ${all.join(' and ')} is out`);
  const second = ['subject', 'file'], third = ['syllabus'];
  const [two, three] = [out(...second), out(...third)];
  const moved = modules.filter(({ database, stage }) => stage === 'extracted' && database?.includes('://')).map(({ module }) => module);
  return [
    { name: '1 infrastructure', done: true, text: 'the gateway answers, and the modules talk by ports and events alone' },
    { name: '2 subject and file', done: two.length === second.length, text: told(two, second) },
    { name: '3 syllabus', done: three.length === third.length, text: told(three, third) },
    { name: '4 optimisation', done: two.length + three.length === 3 && moved.length >= 3, text: moved.length === 0 ? 'no extracted module has a database server of its own' : `${moved.join(', ')} ${moved.length === 1 ? 'has' : 'have'} a database on a server` },
  ];
}
