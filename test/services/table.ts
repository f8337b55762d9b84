import { amqpAnswers, mysqlAnswers, redisAnswers, type Probe } from './probe.ts';

/** A server that some tests need and that not every machine has. */
export interface Service {
  readonly title: string;
  /** Where it is unless `AURORA_TEST_<NAME>_URL` says otherwise. */
  readonly url: string;
  /** Debian's package. */
  readonly debian: string;
  /** The command that starts it on a machine without systemd. */
  readonly start: string;
  readonly probe: Probe;
}

export const services = {
  mariadb: {
    title: 'MariaDB', url: 'mysql://root@127.0.0.1:3306', debian: 'mariadb-server',
    start: 'start-stop-daemon --start --oknodo --background --exec /usr/sbin/mariadbd -- --user=mysql', probe: mysqlAnswers,
  },
  redis: {
    title: 'Redis', url: 'redis://127.0.0.1:6379', debian: 'redis-server',
    start: 'redis-server --daemonize yes --bind 127.0.0.1 --port 6379 --save "" --appendonly no', probe: redisAnswers,
  },
  rabbitmq: {
    title: 'RabbitMQ', url: 'amqp://guest:guest@127.0.0.1:5672', debian: 'rabbitmq-server',
    start: 'rabbitmq-server -detached', probe: amqpAnswers,
  },
} as const satisfies Record<string, Service>;

export type ServiceName = keyof typeof services;

export const serviceNames = Object.keys(services) as ServiceName[];

/** Where the tests reach a service; its administrative account, if it has accounts. */
export const serviceUrl = (name: ServiceName): string => process.env[`AURORA_TEST_${name.toUpperCase()}_URL`] || services[name].url;

/** One line for people: how to get a service that is not there. */
export const howToStart = (name: ServiceName): string => `${services[name].start}   (Debian package: ${services[name].debian})`;
