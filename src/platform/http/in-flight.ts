import { once } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

interface Place {
  readonly response: ServerResponse | undefined;
  previous: Place;
  next: Place;
}

/** Emitted by a response when its server takes no more requests. */
export const closing = 'aurora.closing';

/** A list that has nobody in it but itself. */
function emptyList(): Place {
  const place = { response: undefined } as Place;
  place.previous = place.next = place;
  return place;
}

/**
 * The answers that have not ended, so that a server can end when the last one has. A list through places of its own: a Set's old
 * tables, once they have grown old, keep the young ones alive that took their places, and with those every request in them.
 */
export class InFlight {
  readonly #ends = emptyList();
  #count = 0;
  #closing = false;
  #none: (() => void) | undefined;

  /** `listener`, with its answers noted. */
  over(listener: RequestListener): RequestListener {
    return (request, response) => {
      const place = this.#add(response);
      response.on('close', () => {
        this.#remove(place);
        if (this.#count === 0) this.#none?.();
      });
      if (this.#closing) response.shouldKeepAlive = false;
      listener(request, response);
    };
  }

  /** Resolves once all requests that `socket` has brought whole are answered. */
  async answered(socket: Socket): Promise<void> {
    const earlier = [...this.#responses()].filter(response => response.socket === socket && response.req.complete);
    await Promise.all(earlier.map(response => once(response, 'close')));
  }

  /** From now on, tells clients that they must connect elsewhere; answers without an end hear of it as `closing`. */
  close(): void {
    this.#closing = true;
    for (const response of this.#responses()) {
      if (!response.headersSent) response.shouldKeepAlive = false;
      response.emit(closing);
    }
  }

  /** Calls `done` whenever there is none any more. */
  whenNone(done: () => void): void {
    this.#none = done;
    if (this.#count === 0) done();
  }

  *#responses(): Generator<ServerResponse> {
    for (let place = this.#ends.next; place.response; place = place.next) yield place.response;
  }

  #add(response: ServerResponse): Place {
    const { previous } = this.#ends;
    const place: Place = { response, previous, next: this.#ends };
    previous.next = place;
    this.#ends.previous = place;
    this.#count += 1;
    return place;
  }

  /** Leaves nothing in the place that leads to another: it may have grown old. */
  #remove(place: Place): void {
    place.previous.next = place.next;
    place.next.previous = place.previous;
    place.previous = place.next = place;
    this.#count -= 1;
  }
}
