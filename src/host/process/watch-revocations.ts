import type { PulledRevocations } from '@aurora/platform/auth';
import { errorFields, type Logger } from '@aurora/platform/telemetry';

/** Milliseconds between two looks at what has been revoked. */
const interval = 5_000;

/** Reads what has been revoked, now and from time to time; a failure is logged, and what is known goes on counting. Answers how to end it. */
export async function watchRevocations(revocations: PulledRevocations, logger: Logger): Promise<() => void> {
  const look = (): Promise<void> => revocations.refresh().catch(error => logger.warn(errorFields(error), 'revocations could not be read'));
  await look();
  const timer = setInterval(() => { void look(); }, interval).unref();
  return () => clearInterval(timer);
}
