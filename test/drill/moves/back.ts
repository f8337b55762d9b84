import { stageTold } from './stage-told.ts';
import type { Move } from './move.ts';

/** Brings the module back into the monolith; the command ends the service that it has started. */
export const back: Move = async ({ module, site, stage }) => {
  await site.aurora(['extract', module, '--back', '--json'], stageTold(stage));
  // One that was started in its place after a kill.
  await site.service(module).stop();
};
