import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { anonymous, AuroraError, type Principal } from '@aurora/kernel';
import type { Authenticator } from '@aurora/platform/auth';
import { answerRaw, asAuroraError, checkRequest, Exchange, readTarget } from '@aurora/platform/http';
import type { PassThrough } from './forwarding/pass-through.ts';

export interface UnclaimedOptions {
  readonly passThrough: PassThrough;
  readonly authenticator: Authenticator;
  /** Values of Host that are served; undefined, any well-formed one. */
  readonly hosts: readonly string[] | undefined;
  /** Whether a module claims the path. */
  readonly claimed: (path: string) => boolean;
  /** Counts the request, and throws where it is one too many. */
  readonly admit: (exchange: Exchange, principal: Principal) => Promise<void> | undefined;
  /** Told of each upgrade when its connection has ended. */
  readonly upgraded: (exchange: Exchange) => void;
}

/** What no module claims: it goes to the application that Aurora replaces, which judges credentials itself. */
export class Unclaimed {
  readonly #options: UnclaimedOptions;

  constructor(options: UnclaimedOptions) {
    this.#options = options;
  }

  readonly answer = async (exchange: Exchange): Promise<void> => {
    exchange.operation = 'pass-through';
    const principal = await this.#principal(exchange);
    await this.#options.admit(exchange, principal);
    this.#options.passThrough.web(exchange, principal);
  };

  /** Takes an upgrade: no part of the application sees it otherwise. */
  readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const exchange = new Exchange(request, new ServerResponse(request));
    socket.on('error', () => socket.destroy());
    this.#upgrade(exchange, socket as Socket, head).catch((error: unknown) => answerRaw(socket, asAuroraError(error), 'gateway'));
  };

  async #upgrade(exchange: Exchange, socket: Socket, head: Buffer): Promise<void> {
    const { request } = exchange;
    exchange.operation = 'upgrade';
    checkRequest(request, this.#options.hosts);
    exchange.target = readTarget(request.url!);
    if (request.headers.upgrade?.toLowerCase() !== 'websocket' || this.#options.claimed(exchange.target.path)) throw new AuroraError('MALFORMED_REQUEST', 'This path takes no upgrade.');
    const principal = exchange.principal = await this.#principal(exchange);
    await this.#options.admit(exchange, principal);
    socket.once('close', () => this.#options.upgraded(exchange));
    this.#options.passThrough.upgrade(exchange, principal, socket, head);
  }

  /** Who asks, as far as that can be proven here. */
  async #principal({ request }: Exchange): Promise<Principal> {
    try {
      return (await this.#options.authenticator.authenticate(request.rawHeaders)).principal;
    } catch (error) {
      if (error instanceof AuroraError && error.status === 400) throw error;
      return anonymous;
    }
  }
}
