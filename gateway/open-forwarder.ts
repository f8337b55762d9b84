import { asAuroraError, sendError } from '@aurora/platform/http';
import type { PassThrough, PassThroughOptions } from './forwarding/pass-through.ts';
import type { Forwarder, ForwarderOptions } from './forwarding/module-forwarder.ts';

/** A forwarder; its client is loaded with the first, so that who sends nothing on does without its memory. */
export async function openForwarder(options: ForwarderOptions): Promise<Forwarder> {
  const { ModuleForwarder } = await import('./forwarding/module-forwarder.ts');
  return new ModuleForwarder(options);
}

/** The way to the application that Aurora replaces, loaded the same way. */
export async function openPassThrough(options: Omit<PassThroughOptions, 'fail'>): Promise<PassThrough> {
  const { PassThrough: Loaded } = await import('./forwarding/pass-through.ts');
  return new Loaded({ ...options, fail: (exchange, error) => sendError(exchange, asAuroraError(error), 'gateway') });
}
