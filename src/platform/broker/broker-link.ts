import { setTimeout as wait } from 'node:timers/promises';
import amqplib, { type ChannelModel, type ConfirmChannel } from 'amqplib';
import { errorFields, type Logger } from '../telemetry/index.ts';
import { agreed } from './agreed.ts';

/** Milliseconds in which a broker must have let us in. */
const patience = 5_000;
/** Milliseconds in which it must have agreed to an end. */
const farewell = 1_000;
/** Seconds between heartbeats unless the URL says otherwise: a connection that is silent for two of them is lost. */
const heartbeat = '5';

/** A channel in confirm mode. Whatever was in flight on it when it is lost is told to nobody. */
export interface OpenChannel extends AsyncDisposable {
  readonly channel: ConfirmChannel;
  /** Aborted when the channel or its connection has gone. */
  readonly lost: AbortSignal;
}

/** Closes what may have ended already, or stand still. */
const endOf = (open: { close(): Promise<void> }): Promise<void> =>
  Promise.race([(async () => open.close())(), wait(farewell, undefined, { ref: false })]).catch(() => undefined);

/** One connection to a RabbitMQ, made when it is needed and again when it was lost. No error or log line of it has the URL. */
export class BrokerLink {
  readonly #url: string;
  readonly #name: string;
  readonly #logger: Logger;
  #connecting: Promise<ChannelModel> | undefined;
  #closed = false;
  /** Whether it is there now; undefined before the first try. */
  #connected: boolean | undefined;

  /** `url` as in `amqp://user:password@host:5672/virtual-host`; `name` is shown by the broker. */
  constructor({ logger, name, url }: { readonly url: string; readonly name: string; readonly logger: Logger }) {
    const address = new URL(url);
    if (!address.searchParams.has('heartbeat')) address.searchParams.set('heartbeat', heartbeat);
    this.#url = address.href;
    this.#name = name;
    this.#logger = logger;
  }

  get connected(): boolean {
    return this.#connected === true;
  }

  /** A new channel. Rejects where the broker is away, whoever needs it asks again; and when `signal` is aborted. */
  async open(signal: AbortSignal): Promise<OpenChannel> {
    let late = false;
    try {
      return await agreed(signal, async () => {
        const channel = await this.#open();
        if (late) await channel[Symbol.asyncDispose]();
        return channel;
      });
    } catch (error) {
      late = true;
      throw error;
    }
  }

  async #open(): Promise<OpenChannel> {
    if (this.#closed) throw new Error('the connection to the broker has been closed');
    const connection = await (this.#connecting ??= this.#connect());
    const channel = await connection.createConfirmChannel();
    const lost = new AbortController();
    channel.once('close', () => lost.abort());
    channel.on('error', (error: Error) => this.#logger.warn({ 'event.action': 'broker.refused', ...errorFields(error) }, 'the broker has ended a channel'));
    return { channel, lost: lost.signal, [Symbol.asyncDispose]: () => endOf(channel) };
  }

  /** Ends the connection; none is made any more. */
  async close(): Promise<void> {
    this.#closed = true;
    const connection = await this.#connecting?.catch(() => undefined);
    this.#connecting = undefined;
    if (connection) await endOf(connection);
  }

  async #connect(): Promise<ChannelModel> {
    try {
      const connection = await amqplib.connect(this.#url, { timeout: patience, noDelay: true, clientProperties: { connection_name: this.#name } });
      connection.on('error', (error: Error) => this.#away(error));
      connection.once('close', () => {
        this.#connecting = undefined;
        this.#away();
      });
      connection.on('blocked', (reason: string) => this.#logger.warn({ 'event.action': 'broker.blocked', 'labels.reason': reason }, 'the broker takes no more messages'));
      connection.on('unblocked', () => this.#logger.info({ 'event.action': 'broker.unblocked' }, 'the broker takes messages again'));
      this.#connected = true;
      this.#logger.info({ 'event.action': 'broker.connected', 'server.address': new URL(this.#url).host }, 'connected to the broker');
      return connection;
    } catch (error) {
      this.#connecting = undefined;
      this.#away(error);
      throw error;
    }
  }

  /** Told once each time. */
  #away(error?: unknown): void {
    if (this.#connected !== false && !this.#closed) this.#logger.warn({ 'event.action': 'broker.away', ...(error === undefined ? {} : errorFields(error)) }, 'the broker is away; events are pulled from their sources meanwhile');
    this.#connected = false;
  }
}
