import { duration, flag, integer, list, oneOf, size, text, url } from './setting.ts';

export const moduleNames = ['config', 'file', 'subject', 'syllabus'] as const;
export type ModuleName = (typeof moduleNames)[number];

const moduleUrl = (module: string) => url(`Where the ${module} module is reached when another host runs it.`, ['http', 'https'], {});
const databaseUrl = (module: string) => url(`Database of the ${module} module; overrides the one derived from AURORA_DATABASE_URL.`, ['mysql', 'mariadb'], { secret: true });

/** Every setting there is. Each is read from `AURORA_<NAME>`. */
export const settingTable = {
  PORT: integer('Port of the API. `PORT` works as well. Unset: 8000, or the module\'s own port when one module is hosted.', { min: 0, max: 65535 }),
  HOST: text('Address to listen on.', { fallback: '127.0.0.1' }),
  OPERATIONS_PORT: integer('Port of health and metrics. Unset: AURORA_PORT + 90.', { min: 0, max: 65535 }),
  HOSTS: list('Values of the Host header that are served; unset, any well-formed one.', {}),
  TRUSTED_PROXIES: list('Addresses or networks whose forwarding headers count.', { fallback: [] }),
  PUBLIC_URL: url('What generated URLs begin with. Unset: where the server listens.', ['http', 'https'], {}),
  CORS_ORIGINS: list('Origins that browsers may call from; `*` for any.', { fallback: [] }),
  MAX_BODY: size('Largest JSON body.', { fallback: 1024 ** 2 }),

  MODULES: list('Modules that this process hosts. Unset: all, with the gateway in front.', { each: new RegExp(`^(?:${moduleNames.join('|')})$`), form: `some of ${moduleNames.join(', ')}, separated by commas` }),
  CONFIG_URL: moduleUrl('config'),
  FILE_URL: moduleUrl('file'),
  SUBJECT_URL: moduleUrl('subject'),
  SYLLABUS_URL: moduleUrl('syllabus'),
  DEPLOYMENT: text('Name shared by the hosts of one deployment that use one data folder. Unset: one process only.', {}),

  DATA_DIR: text('Folder of the embedded databases, files and keys.', { fallback: './data' }),
  DATABASE_URL: url('Administrative account of a MySQL, MariaDB or TiDB server, for `aurora migrate` alone.', ['mysql', 'mariadb'], { secret: true }),
  DATABASE_WAIT: duration('How long a start waits for a database that does not answer.', { fallback: 60_000 }),
  DATABASE_POOL: integer('Connections per module to a database server.', { fallback: 10, min: 1, max: 200 }),
  CONFIG_DATABASE_URL: databaseUrl('config'),
  FILE_DATABASE_URL: databaseUrl('file'),
  SUBJECT_DATABASE_URL: databaseUrl('subject'),
  SYLLABUS_DATABASE_URL: databaseUrl('syllabus'),
  IDEMPOTENCY_TTL: duration('How long the answer of a command is kept for repeats.', { fallback: 24 * 3_600_000 }),

  FILE_MAX_SIZE: size('Largest file.', { fallback: 50 * 1024 ** 2 }),
  FILE_TYPES: list('Media types that may be uploaded.', { fallback: [
    'application/pdf', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/msword',
    'application/vnd.oasis.opendocument.text', 'text/plain', 'text/markdown', 'image/png', 'image/jpeg'] }),
  FILE_STAGED_TTL: duration('How long an uploaded file waits to be claimed by a syllabus.', { fallback: 24 * 3_600_000 }),
  FILE_URL_TTL: duration('How long a download URL works.', { fallback: 15 * 60_000 }),

  AUTH_ISSUER: url('OIDC issuer whose tokens count. Unset: the local issuer alone.', ['http', 'https'], {}),
  AUTH_AUDIENCE: text('Audience that tokens must name.', { fallback: 'aurora' }),
  AUTH_KEY: text('Signing key of the local issuer, as a reference: `file:…` or `env:…`. Unset: a file in the data folder, made on first start.', {}),
  PUBLIC_READ: flag('Lets anyone read subjects, syllabi and files without a token.', { fallback: false }),

  LOG_LEVEL: oneOf('Least level that is logged.', ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], { fallback: 'info' }),
  LOG_FORMAT: oneOf('Form of the log; auto is text on a terminal and JSON elsewhere.', ['auto', 'json', 'text'], { fallback: 'auto' }),
  SHUTDOWN_TIMEOUT: duration('How long requests in flight may take when the process is told to stop.', { fallback: 20_000 }),

  URL: url('The running Aurora that commands speak to.', ['http', 'https'], { fallback: 'http://127.0.0.1:8000' }),
  TOKEN: text('Token or API key that commands present.', { secret: true }),
} as const;
