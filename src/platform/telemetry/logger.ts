import { pino, type Logger as PinoLogger, type DestinationStream } from 'pino';
import { LineBuffer } from './line-buffer.ts';

export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly level: string;
  /** `auto`: text where standard output is a terminal, else JSON. */
  readonly format: 'auto' | 'json' | 'text';
  readonly service: string;
  /** Whether other processes write to the same output. */
  readonly shared?: boolean;
}

/** Logs JSON with the field names of the Elastic Common Schema, off the request's path: lines are buffered and written asynchronously. */
export async function createLogger({ level, format, service, shared = false }: LoggerOptions): Promise<Logger> {
  const readable = format === 'text' || (format === 'auto' && process.stdout.isTTY);
  const stream: DestinationStream = readable
    ? (await import('pino-pretty')).default({ colorize: process.stdout.isTTY, messageKey: 'message', timestampKey: '@timestamp', levelKey: 'log.level', ignore: 'ecs.version,service.name,process.pid', sync: true })
    : new LineBuffer(shared);
  return createLoggerOn(stream, { level, service });
}

let last = 0;
let formatted = '';

/** Many lines fall into one millisecond. */
function timestamp(): string {
  const now = Date.now();
  if (now !== last) {
    last = now;
    formatted = `,"@timestamp":"${new Date(now).toISOString()}"`;
  }
  return formatted;
}

export function createLoggerOn(stream: DestinationStream, { level, service }: { level: string; service: string }): Logger {
  return pino({
    level,
    base: { 'ecs.version': '8.11.0', 'service.name': service, 'process.pid': process.pid },
    messageKey: 'message',
    timestamp,
    formatters: { level: label => ({ 'log.level': label }) },
    errorKey: 'error',
  }, stream);
}

/** An error's fields as ECS names them. */
export const errorFields = (error: unknown): Record<string, unknown> => (error instanceof Error
  ? { 'error.type': error.name, 'error.message': error.message, 'error.stack_trace': withCauses(error) }
  : { 'error.message': String(error) });

function withCauses(error: Error): string {
  const stack = error.stack ?? '';
  return error.cause instanceof Error ? `${stack}\nCaused by: ${withCauses(error.cause)}` : stack;
}
