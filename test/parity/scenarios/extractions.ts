import type { Port } from '@aurora/kernel';
import type { configContract, ExtractionState } from '@aurora/config/contract';
import { call } from '@aurora/test/running';
import { refused } from '../trace.ts';

const [one, other] = ['0198c000-0000-7000-8000-000000000001', '0198c000-0000-7000-8000-000000000002'];
const at = '2026-11-29T08:00:00.000Z';

const begun: ExtractionState = {
  stage: 'canary', step: 1, started_at: at, since: at, reason: null, service: { url: 'http://127.0.0.1:8001', pid: null },
  plan: { steps: [1, 50, 100], shadow: 100, samples: 200, principals: 5, failures: 0.005, slow: 0.1, hop: 25, patience: null, evidence: true, local: false },
  log: [{ at, stage: 'canary', text: '50 % of the callers – ä' }],
};

/** Where extractions stand: claimed, written down, refused to a second command, and given up. */
export async function extractions(config: Port<typeof configContract>): Promise<void> {
  await config.listExtractions({}, call());
  await config.claimExtraction({ module: 'subject', holder: one }, call());
  await refused(config.claimExtraction({ module: 'subject', holder: other }, call()));
  await config.saveExtraction({ module: 'subject', holder: one, state: begun }, call());
  await refused(config.saveExtraction({ module: 'subject', holder: other, state: begun }, call()));
  await config.listExtractions({}, call());
  await config.releaseExtraction({ module: 'subject', holder: other }, call());
  await config.releaseExtraction({ module: 'subject', holder: one }, call());
  await refused(config.saveExtraction({ module: 'subject', holder: one, state: { ...begun, stage: 'extracted' } }, call()));
  await config.claimExtraction({ module: 'subject', holder: other, ttl: 60_000 }, call());
  await config.saveExtraction({ module: 'subject', holder: other, state: { ...begun, stage: 'extracted' } }, call());
  await config.releaseExtraction({ module: 'subject', holder: other }, call());
  await config.releaseExtraction({ module: 'file', holder: other }, call());
  await config.listExtractions({}, call());
}
