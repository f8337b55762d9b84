import { validationFailed } from '@aurora/kernel';

/** Throws `VALIDATION_FAILED` unless `time`, of the form of a time, is one that exists and is still to come. */
export function requireFuture(time: string | undefined, path: string): void {
  if (time === undefined) return;
  const at = Date.parse(time);
  if (Number.isNaN(at) || new Date(at).toISOString() !== time) throw validationFailed([{ path, code: 'invalid_time', message: 'is not a time that exists' }]);
  if (at <= Date.now()) throw validationFailed([{ path, code: 'past', message: 'must be in the future' }]);
}
