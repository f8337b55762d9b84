import type { Contract } from '@aurora/kernel';
import type { Step } from './trace.ts';

/** Answers and errors that no scenario can bring about at will. */
const elsewhere = new Set([
  // Two commands at once: modules/syllabus/test.
  'syllabus.create COMMAND_RUNNING', 'syllabus.update COMMAND_RUNNING', 'syllabus.delete COMMAND_RUNNING',
  // Only what goes wrong in the database beyond all checks: the sequence of calls has no way there.
  'syllabus.create CONFLICT', 'syllabus.update CONFLICT',
  // A subject that is going: modules/syllabus/test/cascade.test.ts and test/e2e/sagas.
  'syllabus.create BEING_DELETED', 'syllabus.update BEING_DELETED',
  // More changes than are looked at: modules/config/test/rollback.test.ts.
  'config.compareRevisions CONFLICT', 'config.rollBack CONFLICT', 'config.exportSettings CONFLICT', 'config.exportFlags CONFLICT', 'config.getSetting CONFLICT', 'config.listSettings CONFLICT', 'config.planChange CONFLICT',
  // What a scanner makes of files: modules/file/test/scanning.test.ts.
  'file.url QUARANTINED', 'file.url SCAN_PENDING', 'file.grantUrl QUARANTINED', 'file.grantUrl SCAN_PENDING', 'file.download QUARANTINED', 'file.download SCAN_PENDING', 'file.preview QUARANTINED', 'file.preview SCAN_PENDING', 'file.claim QUARANTINED',
  // A full disk, and a range that only HTTP asks for: modules/file/test.
  'file.upload INSUFFICIENT_STORAGE', 'file.tusCreate INSUFFICIENT_STORAGE', 'file.tusPatch INSUFFICIENT_STORAGE', 'file.download RANGE_NOT_SATISFIABLE', 'file.preview RANGE_NOT_SATISFIABLE',
  // What needs a store on S3: modules/file/test/direct.test.ts.
  'file.directCreate', 'file.directCreate INSUFFICIENT_STORAGE', 'file.directComplete', 'file.directComplete CONFLICT', 'file.directComplete PAYLOAD_TOO_LARGE', 'file.directComplete UNSUPPORTED_MEDIA_TYPE', 'file.directComplete INSUFFICIENT_STORAGE', 'file.directDelete', 'file.directDelete CONFLICT',
  // A program that need not be there: modules/file/test/previews.test.ts.
  'file.preview',
]);

const errorOf = ({ outcome }: Step): string | undefined => ('error' in outcome ? outcome.error.code : undefined);

/** What of a contract a trace does not show: operations that were never answered, and errors they may refuse with. */
export function unseen(contract: Contract, trace: readonly Step[]): string[] {
  return Object.entries(contract.operations).flatMap(([name, operation]) => {
    const label = `${contract.module}.${name}`;
    const steps = trace.filter(step => step.operation === label);
    const missing = operation.errors.filter(code => !steps.some(step => errorOf(step) === code)).map(code => `${label} ${code}`);
    return [...(steps.some(step => errorOf(step) === undefined) ? [] : [label]), ...missing].filter(what => !elsewhere.has(what));
  });
}
