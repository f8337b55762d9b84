/** Where an S3-compatible store keeps files. */
export interface S3Place {
  readonly bucket: string;
  /** What the keys begin with: empty, or ending with a slash. */
  readonly prefix: string;
  readonly region: string;
  /** Undefined: AWS itself, found by the region. */
  readonly endpoint: string | undefined;
}

/** A place of files and its address, written in one way, without any secret. */
export type StorePlace = { readonly address: 'local' } | { readonly address: string; readonly s3: S3Place };

/** The address of a store is wrong. What it says does not repeat the address. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

const refuse = (what: string): never => { throw new AddressError(what); };

const form = 's3://bucket?endpoint=http://host:port&region=…&prefix=…';
const parameters = new Set(['endpoint', 'region', 'prefix']);

/** Reads the address of a store: `local`, or `s3://bucket?endpoint=…&region=…&prefix=…`. Throws an `AddressError`. */
export function parseStoreAddress(text: string): StorePlace {
  if (text === 'local') return { address: 'local' };
  const url = URL.parse(text);
  if (url?.protocol !== 's3:') return refuse(`must be local or ${form}`);
  if (url.username !== '' || url.password !== '') return refuse('must name no account: credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  const bucket = url.host;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return refuse('must name a bucket of 3 to 63 characters of a-z, 0-9, dots and dashes');
  if (!/^\/?$/.test(url.pathname) || url.hash !== '') return refuse(`must be of the form ${form}; what keys begin with goes into prefix`);
  const names = [...url.searchParams.keys()];
  if (names.some(name => !parameters.has(name)) || new Set(names).size < names.length) return refuse('takes endpoint, region and prefix, each once');
  const given = (name: string) => url.searchParams.get(name) || undefined;
  const endpoint = endpointOf(given('endpoint'));
  const region = given('region') ?? 'us-east-1';
  if (!/^[a-z0-9-]{1,32}$/.test(region)) return refuse('must name a region such as eu-central-1');
  const prefix = prefixOf(given('prefix'));
  const query = new URLSearchParams([...(endpoint === undefined ? [] : [['endpoint', endpoint]]), ['region', region], ...(prefix === '' ? [] : [['prefix', prefix]])]);
  return { address: `s3://${bucket}?${query}`, s3: { bucket, prefix, region, endpoint } };
}

function endpointOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  const plain = url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.search === '' && url.hash === '' && url.pathname === '/';
  return plain ? url.origin : refuse('must have an endpoint of the form http://host:port or https://host, without an account or a path');
}

function prefixOf(text = ''): string {
  const parts = text.split('/').filter(part => part !== '');
  if (parts.some(part => !/^[A-Za-z0-9!_.*'()-]+$/.test(part) || /^\.+$/.test(part)) || text.length > 200) return refuse('must have a prefix of letters, digits, slashes and !_.*\'()-, 200 at most');
  return parts.map(part => `${part}/`).join('');
}
