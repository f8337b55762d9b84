import type { Env } from '@aurora/test/running';

/** What hosts are set to in every mode. */
export const settings: Env = { AURORA_FILE_MAX_SIZE: '1MiB' };
