import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Behaviour } from './behaviour.ts';
import { Exchange } from './exchange.ts';
import { handle, isKind } from './handlers.ts';
import { Ledger } from './ledger.ts';
import { Script } from './script.ts';
import { echoMessages } from './websocket-echo.ts';

/** An upstream in a process of its own: it behaves as it is told on one port, and is told and asked on another. Writes both addresses, as one line of JSON. */

const ledger = new Ledger();
const script = new Script();

/** What the test wants of the path; else what its first segment names; else an answer. */
function behaviourOf(target: string): Behaviour {
  const named = /^\/([a-z0-9-]+)/.exec(target)?.[1] ?? '';
  return script.next(target) ?? { kind: isKind(named) ? named : 'answer' } as Behaviour;
}

/** Chosen before the request is told apart from an upgrade. */
const chosen = new WeakMap<IncomingMessage, Behaviour>();

function takesUpgrade(request: IncomingMessage): boolean {
  const behaviour = behaviourOf(request.url!);
  chosen.set(request, behaviour);
  return behaviour.kind === 'websocket';
}

function take(request: IncomingMessage, response: ServerResponse): void {
  const { record, before } = ledger.enter(request);
  const behaviour = chosen.get(request) ?? behaviourOf(request.url!);
  handle(new Exchange(request, response, record, before), behaviour, () => script.released).catch((error: unknown) => {
    // A client that leaves ends what it asked for, and is in the record.
    if (!request.destroyed && !response.destroyed) throw error;
  });
}

const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, noDelay: true, maxHeaderSize: 1 << 20, shouldUpgradeCallback: takesUpgrade }, take);
server.on('checkContinue', take);
server.on('connection', socket => ledger.connected(socket));
server.on('upgrade', (request, socket, head) => {
  const { record } = ledger.enter(request);
  echoMessages(request, request.socket, head, payload => record.received(payload)).then(() => { record.end = 'answered'; }, () => undefined);
  socket.once('close', () => record.closed(true, false));
});

const control = createServer((request, response) => { void tell(request).then(answer => response.end(JSON.stringify(answer))); });

async function tell(request: IncomingMessage): Promise<unknown> {
  switch (request.url) {
    case '/seen': return ledger.seen;
    case '/connections': return ledger.connections;
    case '/release': return script.release();
    case '/behave': {
      const { path, behaviours } = await json(request) as { path: string; behaviours: Behaviour[] };
      return script.behave(path, behaviours);
    }
    case '/reset':
      ledger.forget();
      return script.forget();
    default: throw new Error(`The control knows no ${request.url}`);
  }
}

async function listen(listening: Server): Promise<string> {
  await new Promise<void>(resolve => listening.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

// Tests that are killed end nothing themselves.
process.stdin.once('end', () => process.exit()).resume();
console.log(JSON.stringify({ url: await listen(server), controlUrl: await listen(control) }));
