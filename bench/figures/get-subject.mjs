import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorization, createSubject } from '../harness/api.mjs';
import { ratioRow, rounds } from '../harness/figures.mjs';
import { cpuPerGet } from '../harness/load.mjs';
import { scratch, startAurora, startPeer } from '../harness/servers.mjs';

export const title = 'Authenticated GET of a subject by id';
export const how = 'CPU time of the server per request: ES256 token, log line, metrics, validation; 16 connections. Express answers from memory, NestJS and Aurora from SQLite.';

/** CPU µs of the server per request. */
export async function measure({ count = 20_000, roundCount, note }) {
  const data = join(scratch, 'get-subject');
  const aurora = await startAurora('aurora-get', data);
  const headers = authorization(data);
  const subject = await createSubject(`${aurora.url}/api/v1`, headers);
  const jwks = join(scratch, 'jwks.json');
  writeFileSync(jwks, await (await fetch(`${aurora.url}/.well-known/jwks.json`)).text());
  const express = await startPeer('express', 'express.mjs', { BENCH_JWKS: jwks, BENCH_SUBJECT: JSON.stringify(subject) });
  const nest = await startPeer('nest', 'nest.mjs', { BENCH_JWKS: jwks, BENCH_DATABASE: join(data, 'subject.sqlite') });
  const path = `/api/v1/subjects/${subject.id}`;
  const side = server => () => cpuPerGet(server, server.url + path, headers, count);
  const figures = await rounds(roundCount, { aurora: side(aurora), express: side(express), nest: side(nest) }, note);
  for (const server of [aurora, express, nest]) await server.stop();
  return [
    ratioRow('GET of a subject against Express 5 without a database', figures.aurora, figures.express, 0.6),
    ratioRow('GET of a subject against NestJS with MikroORM on SQLite', figures.aurora, figures.nest, 0.5),
  ];
}
