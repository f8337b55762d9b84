// Reads one subject of another process over and over: through the remote port, or by undici alone with the same headers.
import { createServiceTokens, localKeyReference, openLocalIssuer } from '@aurora/platform/auth';
import { createRemotePort } from '@aurora/platform/ports';
import { fixedTarget } from '@aurora/platform/upstream';
import { subjectContract } from '@aurora/subject/contract';
import { Pool } from 'undici';
import { answerRounds, inFlight } from '../harness/work.mjs';
import { context } from './context.mjs';

const { BENCH_URL: url, BENCH_DATA: data, BENCH_SUBJECT: id, BENCH_SIDE: side } = process.env;
const issuer = await openLocalIssuer({ reference: localKeyReference({ AUTH_KEY: undefined, DATA_DIR: data }), create: false, audience: 'aurora' });
const tokens = createServiceTokens({ issuer });
const token = ({ principal }) => tokens.issue({ principal, audience: 'subject', caller: 'syllabus' });

function throughPort() {
  const port = createRemotePort(subjectContract, { target: fixedTarget('subject', [url]), token });
  const input = { id: Number(id) };
  return () => caller => port.get(input, caller);
}

function throughUndici() {
  const pool = new Pool(url, { connections: 32, pipelining: 1, keepAliveTimeout: 60_000 });
  const path = `/subjects/${id}`;
  return async caller => {
    const headers = { authorization: `Bearer ${await token(caller)}`, 'x-correlation-id': caller.correlationId, 'aurora-deadline': '60000' };
    return async () => {
      const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
      if (statusCode !== 200) throw new Error(`answered ${statusCode}`);
      return JSON.parse(await body.text());
    };
  };
}

const prepare = side === 'port' ? throughPort() : throughUndici();

answerRounds(async count => {
  const caller = context();
  const call = await prepare(caller);
  await inFlight(16, count, () => call(caller));
});
