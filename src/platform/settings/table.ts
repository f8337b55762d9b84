import { duration, encryptionKeys, flag, integer, list, oneOf, size, text, url } from './setting.ts';

export const moduleNames = ['config', 'file', 'subject', 'syllabus'] as const;
export type ModuleName = (typeof moduleNames)[number];

const moduleUrl = (module: string) => list(`Where services of the ${module} module listen, separated by commas. It is not run here then, unless AURORA_MODULES names it.`, { each: /^https?:\/\/[^/?#]+\/?$/, form: 'http://host:port or https://host:port, separated by commas' });
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

  GATEWAY: flag('Whether the gateway stands before the modules in this process. Unset: when AURORA_MODULES names none.', {}),
  MODULES: list('Modules that this process hosts. Unset: all, with the gateway in front.', { each: new RegExp(`^(?:${moduleNames.join('|')})$`), form: `some of ${moduleNames.join(', ')}, separated by commas` }),
  CONFIG_URL: moduleUrl('config'),
  FILE_URL: moduleUrl('file'),
  SUBJECT_URL: moduleUrl('subject'),
  SYLLABUS_URL: moduleUrl('syllabus'),
  MODULES_PORT: integer('Port where other hosts reach the modules of this one, if the gateway has the port of the API. Unset: AURORA_PORT + 70.', { min: 0, max: 65535 }),
  MONOLITH_URL: url('The monolith, where this process is a gateway or a service beside it: an Aurora by its AURORA_MODULES_PORT, the application before it by its own.', ['http', 'https'], {}),
  MONOLITH_KIND: oneOf('What answers at AURORA_MONOLITH_URL: an Aurora, or the application that Aurora replaces.', ['aurora', 'legacy'], { fallback: 'aurora' }),
  PASS_THROUGH_TRY_TIMEOUT: duration('In which that application must have begun to answer, once it has the request whole.', { fallback: 30_000 }),
  PASS_THROUGH_DEADLINE: duration('In which what passes through to it must have ended, event streams and WebSockets aside.', { fallback: 15 * 60_000 }),
  DISCOVERY: url('Where the instances of services are found: `static` addresses, the `embedded` registry of the config module, etcd or Consul. Unset: `embedded` for an Aurora that runs all modules behind its own gateway, else `static`.', ['etcd', 'consul'], { words: ['static', 'embedded'], secret: true }),
  SIDE: oneOf('Whether this process is the monolith or a service, for the background work of its modules, which one side does at a time. Unset: a service where one module alone is hosted, else the monolith.', ['monolith', 'service'], {}),
  ADVERTISE_URL: url('Where other hosts reach this one, once it makes itself known. Unset: where it listens.', ['http', 'https'], {}),
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

  BROKER_URL: url('RabbitMQ that carries events between modules and to others. Unset: they are handed over in process and over HTTP.', ['amqp', 'amqps'], { secret: true }),
  BROKER_PREFIX: text('What the names of its exchanges and queues begin with; deployments that share a virtual host have their own.', { fallback: 'aurora' }),

  FILE_STORE: url('Where files are kept before `aurora relocate file` has moved them: `local` is the data folder; `s3://bucket?endpoint=http://host:port&region=…&prefix=…` a bucket, with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, if there is one, AWS_SESSION_TOKEN.', ['s3'], { words: ['local'], fallback: 'local', secret: true }),
  FILE_MAX_SIZE: size('Largest file.', { fallback: 50 * 1024 ** 2 }),
  FILE_QUOTA: size('Largest sum of the files that one principal has uploaded. Unset: any.', {}),
  FILE_QUOTA_TOTAL: size('Largest sum of all files. Unset: any.', {}),
  FILE_TYPES: list('Media types that may be uploaded.', { fallback: [
    'application/pdf', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/msword',
    'application/vnd.oasis.opendocument.text', 'text/plain', 'text/markdown', 'image/png', 'image/jpeg'] }),
  FILE_WORDS: flag('Whether the words of documents are read, so that syllabi are found by them.', { fallback: true }),
  FILE_STAGED_TTL: duration('How long an uploaded file waits to be claimed by a syllabus.', { fallback: 24 * 3_600_000 }),
  SCANNER: text('Scanner that must have seen a file before it is served: clamd, as clamd://host:port or clamd:/path/to/socket. Unset: files are served unscanned.', { each: /^clamd:(?:\/\/(?:\[[0-9a-f:]+\]|[^/?#@:]+)(?::\d{1,5})?\/?|\/[^/?#][^?#]*)$/i, form: 'clamd://host:port or clamd:/path/to/socket' }),
  FILE_UPLOAD_TTL: duration('How long an upload may take that is resumable or goes to S3 directly, from its beginning to its end.', { fallback: 24 * 3_600_000 }),
  FILE_LINKS: oneOf('Where download URLs lead: to this API, or past it to the store itself, for files that lie on S3.', ['api', 'store'], { fallback: 'api' }),
  FILE_URL_TTL: duration('How long a URL works by which a file is downloaded, or sent to S3 directly.', { fallback: 15 * 60_000 }),
  FILE_GRANT_MAX_TTL: duration('The longest that a download URL may work that is counted and can be revoked.', { fallback: 30 * 24 * 3_600_000 }),

  CONFIG_APPROVAL: flag('Whether every change of settings and flags needs the approval of another than its author. Else as the setting `config.approval` says.', { fallback: false }),

  SECRET_KEY: encryptionKeys('Keys of secrets that are referred to by `enc:…`; old ones still decrypt. Best as `file:…`: what is in the environment is seen by more.', { secret: true }),

  AUTH_ISSUER: url('OIDC issuer whose tokens count. Unset: the local issuer alone.', ['http', 'https'], {}),
  AUTH_AUDIENCE: text('Audience that tokens must name.', { fallback: 'aurora' }),
  AUTH_KEY: text('Signing key of the local issuer, as a reference: `file:…`, `env:…` or `enc:…`. Unset: a file in the data folder, made on first start.', {}),
  PUBLIC_READ: flag('Lets anyone read subjects, syllabi and files without a token.', { fallback: false }),

  AUTH_LEGACY_KEY: text('Shared secret (HS256) of the tokens that the application before Aurora gave out, as a reference: `file:…`, `env:…` or `enc:…`. Unset: they do not count.', {}),
  AUTH_LEGACY_ROLE: oneOf('What holders of such tokens may do at most; less where the token\'s own `role` says so.', ['reader', 'editor', 'admin'], { fallback: 'editor' }),

  REDIS_URL: url('Redis that gateways share limits and cached answers through. Unset: each counts for itself.', ['redis', 'rediss'], { secret: true }),
  RATE_LIMITS: list('Requests that a principal, an API key or an address may make, by class of route: `read`, `write`, `upload` and `failed` (refused credentials).', {
    each: /^(?:read|write|upload|failed)=[1-9]\d{0,8}\/(?:[1-9]\d{0,5}(?:s|m|h|d))$/, form: 'limits such as read=6000/1m,write=600/1m', fallback: ['failed=300/1m'] }),
  CACHE: oneOf('Where the gateway keeps answers that contracts let it keep.', ['off', 'memory', 'redis'], { fallback: 'off' }),
  FLAG_STREAMS: integer('Event streams of changes of flags that a gateway process keeps open at once, a quarter of them for one principal; 0 for none.', { fallback: 1_000, min: 0, max: 100_000 }),
  WORKERS: integer('Processes that share the port, where this is a gateway without modules.', { fallback: 1, min: 1, max: 64 }),

  LOG_LEVEL: oneOf('Least level that is logged.', ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], { fallback: 'info' }),
  LOG_FORMAT: oneOf('Form of the log; auto is text on a terminal and JSON elsewhere.', ['auto', 'json', 'text'], { fallback: 'auto' }),
  SHUTDOWN_TIMEOUT: duration('How long requests in flight may take when the process is told to stop.', { fallback: 20_000 }),

  URL: url('The running Aurora that commands speak to.', ['http', 'https'], { fallback: 'http://127.0.0.1:8000' }),
  TOKEN: text('Token or API key that commands present.', { secret: true }),
} as const;
