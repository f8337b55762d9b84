import type { ModuleName } from '@aurora/test/running';

const calls: Readonly<Record<ModuleName, readonly ModuleName[]>> = { config: [], subject: [], file: [], syllabus: ['subject', 'file'] };

/** A module, after those it calls. */
export const neighbours = (module: ModuleName): readonly ModuleName[] => [...calls[module], module];
