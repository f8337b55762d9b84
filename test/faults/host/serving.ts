import type { AnyPort, CallContext } from '@aurora/kernel';
import { createAuthenticator, createServiceTokens, openLocalIssuer } from '@aurora/platform/auth';
import { eventsContract, PortSource, type EventSource, type ModuleEvents } from '@aurora/platform/events';
import { createApplication, listen } from '@aurora/platform/http';
import { createRemotePort } from '@aurora/platform/ports';
import { createLoggerOn, Metrics } from '@aurora/platform/telemetry';
import { fixedTarget, loadClient } from '@aurora/platform/upstream';
import type { HostOrders } from './orders.ts';

type Http = NonNullable<HostOrders['http']>;

const silent = createLoggerOn({ write: () => undefined }, { level: 'silent', service: 'thing' });
const issuerOf = ({ key }: Http) => openLocalIssuer({ reference: `file:${key}`, create: true, audience: 'aurora', now: Date.now });

/** Makes the key with which the hosts of a run prove to each other who they are. */
export async function makeKey(key: string): Promise<void> {
  await issuerOf({ key, port: 0, urls: [] });
}

/** Serves the events of things to other processes. */
export async function serveEvents({ port: events }: ModuleEvents, http: Http): Promise<void> {
  const issuer = await issuerOf(http);
  const application = createApplication({
    modules: [{ contract: eventsContract('thing'), port: events as unknown as AnyPort }],
    prefix: '', service: 'thing', maxBody: 1024 ** 2, hosts: undefined, corsOrigins: [], documents: {}, mayCall: () => true,
    authenticator: createAuthenticator({ issuers: [issuer], audience: 'aurora', publicRead: false, services: { tokens: createServiceTokens({ issuer }), audiences: ['thing'] } }),
    logger: silent, metrics: new Metrics('thing'), health: { check: async () => ({}), stopping: false },
  });
  await listen(application, { port: http.port, host: '127.0.0.1', service: 'thing' });
}

/** The events of things, from whichever host answers. */
export async function remoteEvents(http: Http): Promise<EventSource> {
  await loadClient();
  const tokens = createServiceTokens({ issuer: await issuerOf(http) });
  const token = ({ principal }: CallContext) => tokens.issue({ principal, audience: 'thing', caller: 'hearer' });
  const port = createRemotePort(eventsContract('thing'), { target: fixedTarget('thing', [...http.urls]), token });
  return new PortSource('hearer', async () => port);
}
