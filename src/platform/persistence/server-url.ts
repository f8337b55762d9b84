import { readFileSync } from 'node:fs';

/** How a MySQL-family server is reached. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly ssl: Record<string, unknown> | undefined;
}

const on = new Set(['', 'true', '1', 'required', 'strict']);

/**
 * Reads `mysql://user:password@host:port/database`. TLS by `?ssl=true` (the server's certificate is checked), by
 * `?ssl={"minVersion":"TLSv1.2"}` as TiDB Cloud writes it, and with `&ssl-ca=/path/to/ca.pem` for a private authority.
 */
export function parseServerUrl(text: string): ServerAddress {
  const url = new URL(text);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 3306 : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    ssl: tls(url.searchParams),
  };
}

function tls(parameters: URLSearchParams): ServerAddress['ssl'] {
  const ssl = parameters.get('ssl') ?? parameters.get('tls') ?? parameters.get('sslaccept');
  const ca = parameters.get('ssl-ca');
  if (ssl === null && ca === null) return undefined;
  const given = ssl?.startsWith('{') ? JSON.parse(ssl) as Record<string, unknown> : on.has(ssl ?? '') ? {} : undefined;
  if (!given) return undefined;
  return { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...given, ...(ca === null ? {} : { ca: readFileSync(ca) }) };
}
