import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testFolder, type TestFolder } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
import { commit, committed, fileNameOf, readPact, textOf, type Parties } from './agreed.ts';
import { ConsumerPact } from './consumer-pact.ts';
import { loadPact } from './library.ts';

/**
 * What `consumer` needs of `provider`, part by part in `tests`, each of which uses what `pact` answers while it runs. Together they are
 * the pact of the two, which must be the committed one; `npm run pacts` commits it anew.
 */
export function describePact(parties: Parties, tests: (pact: () => ConsumerPact) => void): void {
  describeWith('pact', `what ${parties.consumer} needs of ${parties.provider}`, () => {
    let folder: TestFolder;
    let pact: ConsumerPact;
    beforeAll(async () => {
      folder = await testFolder();
      const { Pact } = loadPact();
      pact = new ConsumerPact(parties.consumer, new Pact({ ...parties, dir: folder.path, logLevel: 'error' }));
    });
    afterAll(async () => { await folder[Symbol.asyncDispose](); });

    tests(() => pact);

    test('is the committed pact; if not, `npm run pacts`', async () => {
      expect(pact.broken).toBe(0);
      const text = textOf(await readPact(join(folder.path, fileNameOf(parties))));
      if (process.env['AURORA_TEST_WRITE_PACTS']) await commit(parties, text);
      expect(text).toBe(await committed(parties));
    });
  });
}
