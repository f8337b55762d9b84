import { once } from 'node:events';
import { answer, answers } from './answer.ts';
import type { Behaviour, Kind, PlainName } from './behaviour.ts';
import type { Exchange } from './exchange.ts';
import { bomb, large, largeBodies } from './large-bodies.ts';
import { unending } from './unending.ts';
import { isWire, wires, type WireName } from './wire.ts';

const handlers: Readonly<Record<Exclude<PlainName, WireName | 'websocket'>, (exchange: Exchange) => Promise<void>>> = { ...answers, ...unending, ...largeBodies };

/** Behaves to one request. Rejects if the client leaves before its end. */
export async function handle(exchange: Exchange, behaviour: Behaviour, released: () => Promise<void>): Promise<void> {
  switch (behaviour.kind) {
    case 'answer': return answer(exchange, behaviour);
    case 'held': {
      const go = released();
      await exchange.read();
      await Promise.race([go, once(exchange.response, 'close')]);
      return answer(exchange, behaviour);
    }
    case 'large': return large(exchange, behaviour);
    case 'gzip-bomb': return bomb(exchange, behaviour);
    // A request that asks for no upgrade.
    case 'websocket': return answer(exchange, { status: 426, headers: [['upgrade', 'websocket']] });
    default:
      if (!isWire(behaviour.kind)) return handlers[behaviour.kind](exchange);
      await exchange.read();
      return exchange.send(wires[behaviour.kind]);
  }
}

/** Whether `text` is the name of a behaviour. */
export const isKind = (text: string): text is Kind => isWire(text) || Object.hasOwn(handlers, text) || ['answer', 'held', 'large', 'gzip-bomb', 'websocket'].includes(text);
