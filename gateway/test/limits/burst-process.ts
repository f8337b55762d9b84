import { passedOf, opened, user } from './opened.ts';

/** Run as a process of its own: opens limits on the Redis that it is told, and asks as often as it is told, all at once. */
const [redisUrl, limit, name, count] = process.argv.slice(2) as [string, string, string, string];
const gateway = await opened([limit], redisUrl);
process.on('message', () => void passedOf(gateway.limits, user(name), Number(count)).then(async passed => {
  process.send!({ passed, locally: await gateway.metric('aurora_limiter_local_total') });
  gateway.limits.close();
  process.disconnect!();
}));
process.send!('ready');
