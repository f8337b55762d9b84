import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AuroraError } from '@aurora/kernel';
import { answerHealth, Exchange, listen, sendError, type Listening } from '@aurora/platform/http';
import { StartError } from './start-error.ts';

/** A server that is there before what it serves is: until `serve` is called, requests get 503. */
export interface Opening extends Listening {
  serve(listener: RequestListener): void | Promise<void>;
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
export async function takePort(options: PortOptions): Promise<Opening> {
  let listener = starting(options.service);
  const listening = await listenOrSay((request, response) => listener(request, response), options);
  return { ...listening, serve: next => { listener = next; } };
}

/** A port that is taken only when there is something to serve: until then, requests go to the other processes that have it. */
export function takePortLate(options: PortOptions): Opening {
  let listening: Listening | undefined;
  const there = (): Listening => listening!;
  return {
    get port() { return there().port; },
    get url() { return there().url; },
    get server() { return there().server; },
    serve: async listener => { listening = await listenOrSay(listener, options); },
    close: async grace => listening?.close(grace),
  };
}

async function listenOrSay(listener: RequestListener, { port, host, setting, service }: PortOptions): Promise<Listening> {
  try {
    return await listen(listener, { port, host, service });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is taken' : code === 'EACCES' ? 'needs more rights' : code === 'EADDRNOTAVAIL' ? `is not to be had: ${host} is no address of this machine` : `can't be listened on: ${code}`;
    throw new StartError(`Port ${port} on ${host} ${why}. ${setting} names another.`, error);
  }
}
