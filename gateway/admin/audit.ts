import type { CallContext } from '@aurora/kernel';
import type { Logger } from '@aurora/platform/telemetry';

/** Logs what an operator has changed in a module: who, what, and why. */
export function audit(logger: Logger, action: string, { correlationId, principal }: CallContext, module: string, what: object): void {
  logger.info({ 'event.action': action, 'http.request.id': correlationId, 'user.id': principal.id, 'labels.module': module, 'labels.what': JSON.stringify(what) }, `${action} in ${module}`);
}
