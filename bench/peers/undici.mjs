// A proxy of node:http and undici's dispatcher that passes a GET on and its answer back, and nothing else; without an upstream it says hello.
import { createServer } from 'node:http';
import { Pool } from 'undici';

const { BENCH_UPSTREAM: upstream, PORT: port } = process.env;
const pool = upstream === undefined ? undefined : new Pool(upstream, { connections: 64, pipelining: 1, keepAliveTimeout: 60_000 });

/** Sends on what comes, at its end, in one piece. */
const into = response => {
  let head;
  const chunks = [];
  return {
    onRequestStart() {},
    onResponseStart(_controller, status, headers) { head = { status, headers }; },
    onResponseData(_controller, chunk) { chunks.push(chunk); },
    onResponseEnd() {
      const { connection: _connection, 'keep-alive': _keepAlive, ...headers } = head.headers;
      response.writeHead(head.status, headers).end(Buffer.concat(chunks).latin1Slice(), 'latin1');
    },
    onResponseError() { response.destroy(); },
  };
};

createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
  if (pool) pool.dispatch({ method: request.method, path: request.url, headers: request.rawHeaders, headersTimeout: 0, bodyTimeout: 0 }, into(response));
  else response.writeHead(200, ['content-type', 'text/plain', 'content-length', '5']).end('hello', 'latin1');
}).listen(Number(port), '127.0.0.1');
