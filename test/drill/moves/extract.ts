import { stageTold } from './stage-told.ts';
import type { Move } from './move.ts';

/** Fewer steps, and less evidence for each, than an operator should ask for: a drill has few clients and little time. */
const shortly = ['--steps', '25,50,100', '--samples', '30', '--principals', '3', '--failures', '5', '--slow', '25', '--patience', '120s'];

/** A service that is killed fails and is slow, which is no reason to go back here. */
const amongKills = ['--steps', '50,100', '--samples', '20', '--principals', '1', '--failures', '60', '--slow', '90', '--patience', '60s'];

/** Takes the module out, into a service that the command starts. */
export const extract: Move = ({ kill, module, options, site, stage }) =>
  site.aurora(['extract', module, '--local', '--port', String(site.portOf(module)), '--json', ...(kill ? amongKills : shortly), ...options], stageTold(stage, () => site.started(module)));
