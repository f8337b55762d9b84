export { createLogger, createLoggerOn, errorFields, type Logger } from './logger.ts';
