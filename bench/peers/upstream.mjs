// A server of node:http alone that answers a subject to whatever it is asked.
import { createServer } from 'node:http';

const body = Buffer.from(process.env.BENCH_SUBJECT);
const headers = ['content-type', 'application/json; charset=utf-8', 'content-length', String(body.length), 'cache-control', 'max-age=5', 'etag', '"1-1"', 'x-content-type-options', 'nosniff'];

createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
  request.resume();
  response.writeHead(200, headers).end(body);
}).listen(Number(process.env.PORT), '127.0.0.1');
