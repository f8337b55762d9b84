import { Command } from 'commander';
import { serve } from '../process/serve.ts';

/** `aurora serve`: what `npm start` runs. */
export const serveCommand = (): Command => new Command('serve')
  .description('Run Aurora, or the modules that AURORA_MODULES names')
  .action(() => serve());
