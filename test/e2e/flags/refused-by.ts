import { expect } from '@jest/globals';
import type { Ofrep } from './flags.ts';

/** Fails unless neither one flag, whether it is there or not, nor all can be evaluated. */
export async function refusedBy(ofrep: Ofrep, status: 401 | 403): Promise<void> {
  for (const answer of [await ofrep.all(), await ofrep.one('open'), await ofrep.one('not-there')]) {
    expect(answer).toMatchObject({ status, body: { errorCode: 'GENERAL', errorDetails: expect.any(String) } });
    expect(answer.body).not.toHaveProperty('flags');
  }
}
