import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Env } from '../server.ts';

/** Faults that a drill is to see: a relocation that does not take the tables from those who write; a table that changes and is declared as one that is only appended to. */
export const plants = ['fence', 'table'] as const;
export type Plant = (typeof plants)[number];

/** What processes of Aurora are given so that they have the fault. */
export const withPlant = (plant: Plant | undefined): Env =>
  (plant === undefined ? {} : { DRILL_PLANT: plant, NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, 'plant.mjs')).href}` });
