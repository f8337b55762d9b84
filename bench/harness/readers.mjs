import { request } from 'node:http';

/** Where the event stream is that the answer to all flags names. */
async function streamOf(url, headers) {
  const answer = await fetch(`${url}/ofrep/v1/evaluate/flags`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{}' });
  if (answer.status !== 200) throw new Error(`all flags answered ${answer.status}: ${await answer.text()}`);
  const { endpoint } = (await answer.json()).eventStreams[0];
  return new URL(endpoint.requestUri, url);
}

/** Clients that each read an event stream of flags. */
export class Readers {
  #requests = [];
  #waiting = [];

  /** Opens `count` streams at `url`, so many at a time. */
  static async open(url, headers, count, atOnce = 50) {
    const readers = new Readers();
    const stream = await streamOf(url, headers);
    let left = count;
    await Promise.all(Array.from({ length: Math.min(count, atOnce) }, async () => { while (left-- > 0) await readers.#open(stream); }));
    return readers;
  }

  /** Resolves with the next event that any of them has. */
  next() {
    return new Promise(done => { this.#waiting.push(done); });
  }

  close() {
    for (const one of this.#requests) one.destroy();
  }

  #open(stream) {
    return new Promise((done, failed) => {
      const asked = request(stream, { agent: false }, answer => {
        if (answer.statusCode !== 200) return failed(new Error(`an event stream answered ${answer.statusCode}`));
        answer.setEncoding('utf8');
        answer.once('data', done);
        answer.on('data', text => { if (text.includes('data:')) for (const heard of this.#waiting.splice(0)) heard(); });
        answer.once('error', () => undefined);
      });
      asked.once('error', failed).end();
      this.#requests.push(asked);
    });
  }
}
