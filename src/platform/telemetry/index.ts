export { createLogger, createLoggerOn, errorFields, type Logger } from './logger.ts';
export { Metrics } from './metrics.ts';
export { endedMetrics, textOfMetrics, type MetricsPart } from './metrics-together.ts';
