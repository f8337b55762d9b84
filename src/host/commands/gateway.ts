import { Command } from 'commander';
import { serve } from '../process/serve.ts';

/** `aurora gateway`: the gateway in a process of its own. */
export const gatewayCommand = (): Command => new Command('gateway')
  .description('Run the gateway alone. AURORA_MONOLITH_URL, AURORA_<MODULE>_URL and AURORA_DISCOVERY say where the modules are; AURORA_MODULES may name some to run here.')
  .action(() => serve({ gatewayAlone: true }));
