import { Agent, request } from 'node:http';

/** A GET; resolves when its answer has ended. */
function get(agent, url, headers) {
  return new Promise((done, failed) => {
    request(url, { agent, headers }, answer => {
      if (answer.statusCode !== 200) failed(new Error(`${url} answered ${answer.statusCode}`));
      answer.resume().once('end', done);
    }).once('error', failed).end();
  });
}

/** GETs that are answered in a second where `width` are always under way; of several addresses in turns. */
export async function capacityOf(url, headers, seconds, width = 16) {
  const agent = new Agent({ keepAlive: true, maxSockets: width });
  const urls = [url].flat();
  const end = performance.now() + seconds * 1000;
  let count = 0;
  await Promise.all(Array.from({ length: width }, async () => {
    while (performance.now() < end) {
      await get(agent, urls[count % urls.length], headers);
      count += 1;
    }
  }));
  agent.destroy();
  return count / seconds;
}

/**
 * Sends `rate` GETs a second, of several addresses in turns, whether or not those before are answered, in ticks of a millisecond, and answers the milliseconds that
 * each took since it was due: what waits for the client or for a connection has waited, too.
 */
export async function latenciesAt(url, headers, rate, seconds) {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  const urls = [url].flat();
  // Nothing is kept of a request: what the client collects, its requests wait for.
  const latencies = new Float64Array(Math.round(rate * seconds));
  const { promise: all, resolve, reject } = Promise.withResolvers();
  const started = performance.now();
  let sent = 0;
  let answered = 0;

  async function one(at, number) {
    await get(agent, urls[number % urls.length], headers);
    latencies[answered++] = performance.now() - at;
    if (answered === latencies.length) resolve();
  }

  const tick = setInterval(() => {
    const due = Math.min(latencies.length, Math.floor((performance.now() - started) / 1000 * rate));
    for (; sent < due; sent += 1) void one(started + sent / rate * 1000, sent).catch(reject);
  }, 1);
  try {
    await all;
    return latencies;
  } finally {
    clearInterval(tick);
    agent.destroy();
  }
}

/** The value that `share` of them do not exceed. */
export const quantile = (values, share) => Float64Array.from(values).toSorted()[Math.ceil(values.length * share) - 1];
