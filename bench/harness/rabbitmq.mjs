import { randomBytes } from 'node:crypto';
import amqplib from 'amqplib';
import { services, serviceUrl } from '@aurora/test/services/table';

/** Why a figure that takes it has none. */
export const noRabbitmq = 'RabbitMQ does not answer';

/** Names of exchanges and queues on the RabbitMQ of the tests, which go with it. */
class Names {
  #prefixes = [];

  /** What a worker is given to use names of its own. */
  env() {
    const prefix = `bench-${randomBytes(6).toString('hex')}`;
    this.#prefixes.push(prefix);
    return { BENCH_BROKER_URL: serviceUrl('rabbitmq'), BENCH_BROKER_PREFIX: prefix };
  }

  async [Symbol.asyncDispose]() {
    const connection = await amqplib.connect(serviceUrl('rabbitmq'));
    const channel = await connection.createChannel();
    for (const prefix of this.#prefixes) {
      for (const queue of [`${prefix}.hearer.from.thing`, `${prefix}.hearer.unreadable`]) await channel.deleteQueue(queue);
      for (const module of ['thing', 'hearer']) await channel.deleteExchange(`${prefix}.${module}`);
    }
    await connection.close();
  }
}

/** Undefined where it does not answer. */
export async function openRabbitmq() {
  const { hostname, port } = new URL(serviceUrl('rabbitmq'));
  return await services.rabbitmq.probe(hostname, Number(port)) ? new Names() : undefined;
}
