import type { IncomingMessage } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import { AuroraError, validationFailed } from '@aurora/kernel';
import { parseInput } from '../ports/index.ts';
import { readJsonBody } from './json-body.ts';
import type { Match } from './operation-router.ts';
import { readUpload } from './upload-body.ts';

type Fields = Record<string, unknown>;

function addQuery(fields: Fields, query: string, readers: Match['route']['readers']): void {
  if (query === '') return;
  for (const [name, value] of Object.entries(parseQuery(query))) {
    if (Object.hasOwn(fields, name)) throw validationFailed([{ path: name, code: 'unknown_field', message: 'is given by the path' }]);
    // A parameter given twice stays a list, for the schema to refuse.
    fields[name] = Array.isArray(value) ? value : readers.get(name)?.(value ?? '') ?? value;
  }
}

/** The input of an operation, gathered from path, headers, query and body, and validated: 400 for what is malformed, 422 for fields that are wrong. */
export async function readInput(request: IncomingMessage, { route, values }: Match, query: string, maxBody: number): Promise<Fields> {
  const { operation, readers } = route;
  const fields: Fields = {};
  route.fromPath.forEach((name, place) => { fields[name] = readers.get(name)!(values[place]!); });
  for (const [field, header] of route.fromHeaders) {
    const value = request.headers[header];
    if (value !== undefined) fields[field] = Array.isArray(value) ? value.join(', ') : value;
  }
  if (operation.body === 'json') {
    if (query !== '') throw validationFailed(Object.keys(parseQuery(query)).map(name => ({ path: name, code: 'unknown_field', message: 'goes in the body, not in the query' })));
    const body = await readJsonBody(request, maxBody);
    const twice = Object.keys(body).filter(name => Object.hasOwn(fields, name));
    if (twice.length > 0) throw validationFailed(twice.map(path => ({ path, code: 'unknown_field', message: 'is given by the path or a header' })));
    // Assignment would run a setter for a key such as __proto__; definition keeps it a field, which the schema refuses.
    for (const name of Object.keys(body)) Object.defineProperty(fields, name, { value: body[name], enumerable: true });
    return parseInput(operation.input, fields);
  }
  addQuery(fields, query, readers);
  if (operation.body === 'stream') {
    const upload = await readUpload(request);
    if (upload.name !== undefined && fields['name'] === undefined) fields['name'] = upload.name;
    return { ...parseInput(operation.input, fields), content: upload.content };
  }
  if (Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'] !== undefined) {
    if (request.method !== 'GET' && request.method !== 'HEAD' && request.method !== 'DELETE') throw new AuroraError('MALFORMED_REQUEST', 'This request takes no body.');
    request.resume();
  }
  return parseInput(operation.input, fields);
}
