import { errorFields, type Logger } from '@aurora/platform/telemetry';

/** Logs an error that nobody has caught, and ends the process. */
export function endOnUncaught(logger: Logger): void {
  process.on('uncaughtException', error => {
    logger.fatal(errorFields(error), 'uncaught exception');
    logger.flush();
    process.exit(1);
  });
}
