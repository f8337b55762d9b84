/** One event on its way to a client, with an id by which a client that comes back says what it has seen. */
export interface StreamedEvent {
  /** Without line breaks. */
  readonly id: string;
  /** Anything that can be written as JSON. */
  readonly data: unknown;
}

/** Events on their way to one client, for as long as it listens. */
export interface EventStream {
  /** Milliseconds after which the stream ends by itself. */
  readonly lifetime: number;
  /** Gives `send` each event from now on, the first ones perhaps before it returns; answers how to end that. `send` never throws. */
  subscribe(send: (event: StreamedEvent) => void): () => void;
}
