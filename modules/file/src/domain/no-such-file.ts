import { AuroraError } from '@aurora/kernel';

/** The id is not repeated: anything of its form may have been put there, a key too. */
export const noSuchFile = (): AuroraError => new AuroraError('NOT_FOUND', 'There is no such file.');
