import { randomUUID } from 'node:crypto';
import type { Exchange } from '@aurora/platform/http';

/** Cookie that keeps an anonymous reader on one side; programs may send the header instead. */
const cookie = 'aurora_side', header = 'x-sticky-key';

const wellFormed = /^[A-Za-z0-9_-]{8,64}$/;

function given({ request: { headers } }: Exchange): string | undefined {
  const named = headers[header];
  const key = typeof named === 'string' ? named : headers.cookie?.split(';').map(pair => pair.trim()).find(pair => pair.startsWith(`${cookie}=`))?.slice(cookie.length + 1);
  return key !== undefined && wellFormed.test(key) ? key : undefined;
}

/** Tells one anonymous caller from another, from now on: by what it has sent, else by a cookie that the answer sets. */
export function stickyKey(exchange: Exchange): string {
  const known = given(exchange);
  if (known !== undefined) return known;
  const key = randomUUID();
  exchange.extraHeaders = [...exchange.extraHeaders, 'set-cookie', `${cookie}=${key}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax`];
  return key;
}
