import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AuroraError } from '@aurora/kernel';
import { answerHealth, Exchange, listen, sendError, type Listening } from '@aurora/platform/http';
import { StartError } from './start-error.ts';

/** A server that is there before what it serves is: until `serve` is called, requests get 503. */
export interface Opening extends Listening {
  serve(listener: RequestListener): void;
}

/** Answers for the time before there is anything to serve: alive, not ready, 503. */
function starting(service: string): RequestListener {
  const health = { stopping: false, check: async () => ({ process: 'is starting' }) };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const exchange = new Exchange(request, response);
    response.setHeader('x-correlation-id', exchange.correlationId);
    if (await answerHealth(request.url!.replace(/\/?(?:\?.*)?$/, ''), response, health)) return;
    sendError(exchange, new AuroraError('UNAVAILABLE', 'Aurora is starting.', { retryAfter: 1 }), service);
  };
  return (request, response) => { answer(request, response).catch(() => response.destroy()); };
}

export interface PortOptions {
  readonly port: number;
  readonly host: string;
  /** The setting that would name another port. */
  readonly setting: string;
  /** Name of this service in errors. */
  readonly service: string;
}

/** Takes a port, or says in one line why not. */
export async function takePort({ port, host, setting, service }: PortOptions): Promise<Opening> {
  let listener = starting(service);
  try {
    const listening = await listen((request, response) => listener(request, response), { port, host, service });
    return { ...listening, serve: next => { listener = next; } };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is taken' : code === 'EACCES' ? 'needs more rights' : code === 'EADDRNOTAVAIL' ? `is not to be had: ${host} is no address of this machine` : `can't be listened on: ${code}`;
    throw new StartError(`Port ${port} on ${host} ${why}. ${setting} names another.`, error);
  }
}
