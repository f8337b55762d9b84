import type { IncomingMessage } from 'node:http';
import { AuroraError, isAway, type Placement } from '@aurora/kernel';
import type { ServiceTokens } from '@aurora/platform/auth';
import type { Admitted, HeaderList } from '@aurora/platform/http';
import { contextHeaders } from '@aurora/platform/ports';
import { callPolicyOf, type CallPolicyOverride } from '@aurora/platform/resilience';
import { TryFailure, type Member } from '@aurora/platform/upstream';
import { apiPrefix } from '../prefix.ts';
import { Reception } from './reception.ts';
import { requestBody, type RequestBody } from './request-body.ts';
import { requestHeaders } from './request-headers.ts';
import type { Way } from './way.ts';

export interface ForwarderOptions {
  readonly tokens: ServiceTokens;
  /** Largest JSON body, bytes. */
  readonly maxBody: number;
  /** What a deployment changes of an operation's policy. */
  readonly override: (label: string) => CallPolicyOverride | undefined;
  /** Told of each try: on which side, whether it failed, and the milliseconds until its answer began. */
  readonly tried: (module: string, side: Placement, operation: string, failed: boolean, milliseconds: number) => void;
  /** X-Forwarded-* for the next server. */
  readonly forwarded: (request: IncomingMessage) => HeaderList;
}

/** Sends requests on to where their module lives. */
export interface Forwarder {
  /**
   * Sends an admitted request on; resolves once an answer has begun, and before any of it has gone to the client.
   * Rejects with `BAD_GATEWAY`, `DEADLINE_EXCEEDED` or `UNAVAILABLE`, or with what is wrong with the request's body.
   */
  begin(admitted: Admitted, way: Way): Promise<Reception>;
}

/** What the client is told of a request that nobody has answered. */
function asAnswer(error: unknown): unknown {
  if (!(error instanceof TryFailure)) return error;
  if (error.fault === 'silent') return new AuroraError('DEADLINE_EXCEEDED', undefined, { cause: error });
  return new AuroraError('BAD_GATEWAY', undefined, { cause: error });
}

/** Forwards by undici's dispatcher over keep-alive connections, with the tries that the operation's policy allows. */
export class ModuleForwarder implements Forwarder {
  readonly #options: ForwarderOptions;

  constructor(options: ForwarderOptions) {
    this.#options = options;
  }

  async begin(admitted: Admitted, way: Way): Promise<Reception> {
    const { exchange: { response } } = admitted;
    const { label, module, operation } = admitted.match.route;
    const policy = callPolicyOf(operation, this.#options.override(label));
    const read = requestBody(admitted, way.kind, this.#options.maxBody);
    const body = read instanceof Promise ? await read : read;
    const headers = requestHeaders(admitted, way.kind, this.#options.forwarded(admitted.exchange.request));
    if (body.length !== undefined) headers.push('content-length', body.length);
    let current: Reception | undefined;
    const left = (): void => current?.abort(new TryFailure('broken', 'the client has left'), 'abandoned');
    response.on('close', left);
    let tries = 0;
    const tried = (failed: boolean, milliseconds: number): void => { if (!response.destroyed) this.#options.tried(module, way.side, label, failed, milliseconds); };
    try {
      return await way.target.call({
        policy: way.kind === 'legacy' && operation.kind === 'command' ? { ...policy, tries: 1 } : policy,
        deadline: Math.min(admitted.deadline, Date.now() + policy.deadline),
        repeatable: body.repeatable, wanted: () => !response.destroyed,
        send: (member, milliseconds) => {
          current = new Reception(member, milliseconds);
          tries += 1;
          const started = performance.now();
          const begun = this.#dispatch(current, member, admitted, way, headers, body);
          begun.then(({ status }) => tried(status >= 500, performance.now() - started), () => tried(true, performance.now() - started));
          return begun;
        },
      });
    } catch (error) {
      // There was nobody to try it with.
      if (tries === 0 && isAway(error)) tried(true, 0);
      throw asAnswer(error);
    } finally {
      response.off('close', left);
    }
  }

  #dispatch(reception: Reception, member: Member, admitted: Admitted, { kind }: Way, common: HeaderList, body: RequestBody): Promise<Reception> {
    const { exchange: { request, target }, identity: { principal }, match: { route }, deadline } = admitted;
    const path = kind === 'host' ? target!.path.slice(apiPrefix.length) : target!.path;
    const send = (headers: HeaderList): Promise<Reception> => {
      member.dispatcher.dispatch({
        method: request.method as 'GET', path: target!.query === '' ? path : `${path}?${target!.query}`, headers, body: body.content as Buffer, headersTimeout: 0, bodyTimeout: 0,
      }, reception);
      return reception.begun;
    };
    if (kind === 'legacy') return send(common);
    const withToken = (token: string): Promise<Reception> => send([...common, 'authorization', `Bearer ${token}`, contextHeaders.deadline, String(deadline - Date.now())]);
    const issued = this.#options.tokens.issue({ principal, audience: route.module, caller: 'gateway' });
    return typeof issued === 'string' ? withToken(issued) : issued.then(withToken);
  }
}
