// A hand-written Express 5 application that answers the same GET without any database: token, log line, metrics-free, validated.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import express from 'express';
import helmet from 'helmet';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import pino from 'pino';
import pinoHttp from 'pino-http';
import { z } from 'zod';

const jwks = createLocalJWKSet(JSON.parse(readFileSync(process.env.BENCH_JWKS, 'utf8')));
const verified = new LRUCache({ max: 10_000 });
const params = z.object({ id: z.coerce.number().int().positive() });
const Subject = z.object({ id: z.int(), name: z.string(), code: z.string(), description: z.string().nullable(), department_id: z.int().nullable(), department: z.string().nullable(), credits: z.number().nullable(), credits_max: z.number().nullable(), created_at: z.string(), updated_at: z.string(), version: z.int() });
const subject = JSON.parse(process.env.BENCH_SUBJECT);

async function authenticate(request, response, next) {
  const token = request.headers.authorization?.replace(/^Bearer /, '');
  if (!token) return response.status(401).json({ error_code: 'UNAUTHENTICATED' });
  const key = createHash('sha256').update(token).digest('base64url');
  let claims = verified.get(key);
  if (!claims || claims.exp * 1000 < Date.now()) {
    claims = (await jwtVerify(token, jwks, { issuer: 'aurora', audience: 'aurora' })).payload;
    verified.set(key, claims);
  }
  if (!/\b(?:subject:read|admin)\b/.test(claims.scope)) return response.status(403).json({ error_code: 'FORBIDDEN' });
  request.principal = claims.sub;
  next();
}

const app = express();
app.use(helmet());
app.use(pinoHttp({ logger: pino({}, pino.destination({ fd: 1, sync: false, minLength: 4096 })) }));
app.use(express.json());
app.use(authenticate);
app.get('/api/v1/subjects/:id', (request, response) => {
  const { id } = params.parse(request.params);
  response.json(Subject.parse({ ...subject, id }));
});
app.listen(Number(process.env.PORT), '127.0.0.1', () => process.send?.('ready'));
