import type { Handlers } from '@aurora/kernel';
import type { Queries } from '@aurora/platform/persistence';
import type { Settings } from '@aurora/platform/settings';
import type { fileContract } from '../../contract/index.ts';
import { noSuchFile } from '../domain/no-such-file.ts';
import { wordsOf } from '../persistence/words.ts';

export const words = (queries: Queries, { FILE_WORDS }: Pick<Settings, 'FILE_WORDS'>): Handlers<typeof fileContract>['words'] => async ({ id }) => {
  const found = await wordsOf(queries, id);
  if (!found) throw noSuchFile();
  return { status: found.status !== 'wanted' ? found.status : FILE_WORDS ? 'pending' : 'none', words: found.words ?? '' };
};
