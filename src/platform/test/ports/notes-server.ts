import type { AnyPort, CallContext, Handlers, Port } from '@aurora/kernel';
import { createAuthenticator, createServiceTokens } from '@aurora/platform/auth';
import { createApplication, listen } from '@aurora/platform/http';
import { createLocalPort, createRemotePort } from '@aurora/platform/ports';
import { createLoggerOn, Metrics } from '@aurora/platform/telemetry';
import { fixedTarget, loadClient } from '@aurora/platform/upstream';
import { newLocalIssuer } from '../auth/workbench.ts';
import { notes, notesContract } from './notes.ts';

const silent = createLoggerOn({ write: () => undefined }, { level: 'silent', service: 'test' });

/** The notes, served on the loopback, and a port to them from elsewhere. */
export interface NotesServer extends AsyncDisposable {
  readonly url: string;
  readonly port: Port<typeof notesContract>;
  /** A token that the notes take. */
  token(): Promise<string>;
  /** A port to another address, with tokens that the notes would take. */
  portAt(url: string): Port<typeof notesContract>;
}

/** Serves the notes on their own port, as a host that has been given nothing else does. */
export async function serveNotes(handlers: Handlers<typeof notesContract> = notes): Promise<NotesServer> {
  const issuer = await newLocalIssuer(Date.now);
  const tokens = createServiceTokens({ issuer });
  const application = createApplication({
    modules: [{ contract: notesContract, port: createLocalPort(notesContract, handlers) as unknown as AnyPort }],
    prefix: '', service: 'notes', maxBody: 1024 ** 2, hosts: undefined, corsOrigins: [], documents: {}, mayCall: () => true,
    authenticator: createAuthenticator({ issuers: [issuer], audience: 'aurora', publicRead: false, services: { tokens, audiences: ['notes'] } }),
    logger: silent, metrics: new Metrics('notes'), health: { check: async () => ({}), stopping: false },
  });
  const server = await listen(application, { port: 0, host: '127.0.0.1', service: 'notes' });
  const token = ({ principal }: CallContext) => tokens.issue({ principal, audience: 'notes', caller: 'reader' });
  await loadClient();
  const closers: (() => Promise<void>)[] = [];
  const portAt = (url: string) => {
    const target = fixedTarget('notes', [url]);
    closers.unshift(() => target.close());
    return createRemotePort(notesContract, { target, token });
  };
  return {
    url: server.url, port: portAt(server.url), portAt,
    token: async () => tokens.issue({ principal: { id: 'user:anna', scopes: new Set(['admin']) }, audience: 'notes', caller: 'reader' }),
    async [Symbol.asyncDispose]() {
      for (const close of closers) await close();
      await server.close(0);
    },
  };
}
