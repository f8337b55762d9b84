export { createLogger, createLoggerOn, errorFields, type Logger } from './logger.ts';
export { Metrics } from './metrics.ts';
