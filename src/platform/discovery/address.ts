/** Where a registry's server is, and what one needs there. */
export interface RegistryAddress {
  /** As in `http://10.0.0.5:2379`. */
  readonly origin: string;
  /** Without slashes at its ends; empty if the URL has none. */
  readonly path: string;
  readonly user: string;
  readonly password: string;
}

/** Reads `etcd://user:password@host:port/path`; `port` is that of a URL without one. */
export function parseAddress(text: string, port: number): RegistryAddress {
  const url = new URL(text);
  return {
    origin: `http://${url.hostname}:${url.port || port}`, path: decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, ''),
    user: decodeURIComponent(url.username), password: decodeURIComponent(url.password),
  };
}
