import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { listen, type Listening } from '@aurora/platform/http';
import { StartError } from './start-error.ts';

/** A server that is there before what it serves is: until `serve` is called, requests get 503. */
export interface Opening extends Listening {
  serve(listener: RequestListener): void;
}

function notYet(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'retry-after': '1', 'content-type': 'application/json; charset=utf-8', connection: 'close' })
    .end(JSON.stringify({ error_code: 'UNAVAILABLE', error_message: 'Aurora is starting.', correlation_id: '', timestamp: new Date().toISOString(), service_name: 'aurora', details: {} }));
}

/** Takes a port, or says in one line why not. `setting` is what would name another. */
export async function takePort(port: number, host: string, setting: string): Promise<Opening> {
  let listener: RequestListener = notYet;
  try {
    const listening = await listen((request, response) => listener(request, response), { port, host, service: 'aurora' });
    return { ...listening, serve: next => { listener = next; } };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is taken' : code === 'EACCES' ? 'needs more rights' : code === 'EADDRNOTAVAIL' ? `is not to be had: ${host} is no address of this machine` : `can't be listened on: ${code}`;
    throw new StartError(`Port ${port} on ${host} ${why}. ${setting} names another.`, error);
  }
}
