import type { IncomingMessage } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import { AuroraError, validationFailed, type FieldError } from '@aurora/kernel';
import { fieldErrors } from '../ports/input.ts';
import type { Exchange } from './exchange.ts';
import { readJsonBody, type BodyLimits } from './json-body.ts';
import type { OperationRoute } from './operation-route.ts';
import type { Match } from './operation-router.ts';
import { readContent, readUpload } from './upload-body.ts';

type Fields = Record<string, unknown>;

const unknown = (path: string, message: string): FieldError => ({ path, code: 'unknown_field', message });

/** Assignment would run a setter for a name such as __proto__; definition keeps it a field, which the schema refuses. */
const define = (fields: Fields, name: string, value: unknown): void => { Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true }); };

/** Takes the query's parameters over; answers what is wrong with them before any schema looks. */
function addQuery(fields: Fields, query: string, { fromPath, fromHeaders, readers }: OperationRoute): FieldError[] {
  if (query === '') return [];
  const faults: FieldError[] = [];
  for (const [name, value] of Object.entries(parseQuery(query, '&', '=', { maxKeys: 0 }))) {
    if (fromPath.includes(name)) faults.push(unknown(name, 'is given by the path'));
    else if (fromHeaders.some(([field]) => field === name)) faults.push(unknown(name, 'is given by a header'));
    else define(fields, name, typeof value === 'string' ? readers.get(name)?.(value) ?? value : value);
  }
  return faults;
}

/** The same for the fields of a JSON body. */
function addBody(fields: Fields, body: Fields, { fromPath, fromHeaders }: OperationRoute): FieldError[] {
  const faults: FieldError[] = [];
  for (const name of Object.keys(body)) {
    if (fromPath.includes(name)) faults.push(unknown(name, 'is given by the path'));
    else if (fromHeaders.some(([field]) => field === name)) faults.push(unknown(name, 'is given by a header'));
    else define(fields, name, body[name]);
  }
  return faults;
}

/** The input as the schema reads it; throws `VALIDATION_FAILED` with every wrong field, those found before included. */
function parse({ operation }: OperationRoute, fields: Fields, faults: readonly FieldError[]): Fields {
  const parsed = operation.input.safeParse(fields);
  if (parsed.success && faults.length === 0) return parsed.data;
  const named = new Set(faults.map(fault => fault.path));
  const wrong = parsed.success ? [] : fieldErrors(parsed.error).filter(({ path }) => !named.has(path));
  // A query has no lists: one is a parameter that was given more than once.
  const repeated = ({ code, path }: FieldError): boolean => operation.body !== 'json' && code !== 'unknown_field' && Array.isArray(fields[path]);
  throw validationFailed([...faults, ...wrong.map(fault => (repeated(fault) ? { ...fault, code: 'repeated', message: 'is given more than once' } : fault))]);
}

/** What path and headers give. */
function requestFields(request: IncomingMessage, { route, values }: Match): Fields {
  const fields: Fields = {};
  for (let place = 0; place < values.length; place += 1) {
    const name = route.fromPath[place]!;
    fields[name] = route.readers.get(name)!(values[place]!);
  }
  for (const [field, header] of route.fromHeaders) {
    const value = request.headers[header];
    if (value !== undefined) fields[field] = Array.isArray(value) ? value.join(', ') : value;
  }
  return fields;
}

async function withJson(exchange: Exchange, route: OperationRoute, fields: Fields, query: string, limits: BodyLimits): Promise<Fields> {
  const body = await readJsonBody(exchange, limits);
  const misplaced = query === '' || route.ignoresQuery ? [] : Object.keys(parseQuery(query)).map(name => unknown(name, 'goes in the body, not in the query'));
  return parse(route, fields, [...misplaced, ...addBody(fields, body, route)]);
}

async function withStream(request: IncomingMessage, route: OperationRoute, fields: Fields, faults: readonly FieldError[]): Promise<Fields> {
  if (route.fromHeaders.some(([, header]) => header === 'content-type')) return { ...parse(route, fields, faults), content: readContent(request) };
  const upload = await readUpload(request);
  if (upload.name !== undefined && fields['name'] === undefined) fields['name'] = upload.name;
  return { ...parse(route, fields, faults), content: upload.content };
}

/**
 * The input of an operation, gathered from path, headers, query and body, and validated: 400 for what is malformed, 422 for fields that are wrong.
 * At once where there is no body to wait for.
 */
export function readInput(exchange: Exchange, match: Match, limits: BodyLimits): Fields | Promise<Fields> {
  const { request } = exchange;
  const { query } = exchange.target!;
  const { route } = match;
  const fields = requestFields(request, match);
  if (route.operation.body === 'json') return withJson(exchange, route, fields, query, limits);
  const faults = addQuery(fields, query, route);
  if (route.operation.body === 'stream') return withStream(request, route, fields, faults);
  if (Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'] !== undefined) {
    if (request.method !== 'GET' && request.method !== 'HEAD' && request.method !== 'DELETE') throw new AuroraError('MALFORMED_REQUEST', 'This request takes no body.');
    request.resume();
  }
  return parse(route, fields, faults);
}
