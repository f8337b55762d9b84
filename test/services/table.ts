import { hasPlatformPackage, isProgram, pythonImports } from './installed.ts';
import { amqpAnswers, mysqlAnswers, redisAnswers, type Probe } from './probe.ts';

/** A server that some tests need and that not every machine has. */
export interface Server {
  readonly title: string;
  /** Where it is unless `AURORA_TEST_<NAME>_URL` says otherwise. */
  readonly url: string;
  /** Debian's package. */
  readonly debian: string;
  /** The command that starts it on a machine without systemd. */
  readonly start: string;
  readonly probe: Probe;
}

/** A program that some tests start by themselves, or a native library that they load, and that not every machine has. */
export interface Program {
  readonly title: string;
  /** The command that installs it. */
  readonly install: string;
  /** Whether it is on this machine. Never rejects. */
  readonly installed: () => Promise<boolean>;
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
  etcd: { title: 'etcd', install: 'apt-get install -y etcd-server', installed: isProgram('/usr/bin/etcd') },
  fastapi: {
    title: 'FastAPI for Debian\'s Python', install: 'apt-get install -y python3-fastapi python3-sqlalchemy python3-pymysql python3-jwt',
    installed: pythonImports('fastapi', 'uvicorn', 'wsproto', 'sqlalchemy', 'pymysql', 'jwt'),
  },
  s3: { title: 'OpenStack Swift with its S3 face', install: 'apt-get install -y --no-install-recommends python3-swift', installed: pythonImports('swift.common.middleware.s3api.s3api', 'swift.proxy.server', 'swift.obj.server') },
  clamd: { title: 'ClamAV\'s daemon', install: 'apt-get install -y --no-install-recommends clamav-daemon', installed: isProgram('/usr/sbin/clamd') },
  poppler: { title: 'pdftoppm, of poppler', install: 'apt-get install -y poppler-utils', installed: isProgram('/usr/bin/pdftoppm') },
  pact: { title: 'The native part of Pact', install: 'npm ci --include=optional', installed: hasPlatformPackage('@pact-foundation/pact', '@pact-foundation/pact-core') },
} as const satisfies Record<string, Server | Program>;

export type ServiceName = keyof typeof services;

/** Those that run before the tests, and have an address. */
export type ServerName = { [Name in ServiceName]: (typeof services)[Name] extends Server ? Name : never }[ServiceName];

export const serviceNames = Object.keys(services) as ServiceName[];

/** Where the tests reach a service; its administrative account, if it has accounts. */
export const serviceUrl = (name: ServerName): string => process.env[`AURORA_TEST_${name.toUpperCase()}_URL`] || services[name].url;

/** One line for people: how to get a service that is not there. */
export function howToStart(name: ServiceName): string {
  const service: Server | Program = services[name];
  return 'start' in service ? `${service.start}   (Debian package: ${service.debian})` : service.install;
}
