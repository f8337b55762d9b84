import type { ChildProcess } from 'node:child_process';
import { afterAll } from '@jest/globals';
import { killLiving, killWithUs } from './living.ts';

/** Sees to it that `child`, which leads a process group of its own, does not outlive the tests of this file, whatever happens. */
export const endWithTests = (child: ChildProcess): void => killWithUs(child);

afterAll(killLiving);
