import type { Handlers } from '@aurora/kernel';
import type { Queries } from '@aurora/platform/persistence';
import type { fileContract } from '../../contract/index.ts';
import { noSuchFile } from '../domain/no-such-file.ts';
import { fileAnswer, shown } from '../domain/wire.ts';

export const getFile = (queries: Queries): Handlers<typeof fileContract>['get'] => async ({ id }) => {
  const file = await queries.firstOf(shown, { id });
  if (!file) throw noSuchFile();
  return fileAnswer(file);
};
