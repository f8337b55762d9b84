import { AuroraError } from '@aurora/kernel';

export const noSuchFile = (id: string): AuroraError => new AuroraError('NOT_FOUND', `There is no file ${id}.`);
