import { rounds, median, spread } from '../harness/figures.mjs';
import { startConfig, startGateway, startUpstream } from '../harness/gateway.mjs';
import { quantile } from '../harness/open-loop.mjs';
import { Readers } from '../harness/readers.mjs';

export const title = 'A change of a flag until the last of four hosts has told of it';
export const how = 'Four gateways before one config module, an OFREP event stream open at each. From when the change is sent until the last stream has had its event; changes at random times, 100 in a round.';

const banner = on => ({ state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: on ? 'on' : 'off' });

/** Milliseconds. */
export async function measure({ count = 100, roundCount, note }) {
  const config = await startConfig('flag-changes');
  const upstream = await startUpstream();
  const gateways = [];
  for (const number of [1, 2, 3, 4]) gateways.push(await startGateway(`flag-changes-${number}`, config, upstream));
  const readers = [];
  for (const gateway of gateways) readers.push(await Readers.open(gateway.url, config.headers, 1));
  let on = false;
  async function change() {
    on = !on;
    const heard = Promise.all(readers.map(reader => reader.next()));
    const started = performance.now();
    const answer = await fetch(`${gateways[0].url}/api/v1/config/flags/bench`, { method: 'PUT', headers: { ...config.headers, 'content-type': 'application/json' }, body: JSON.stringify({ definition: banner(on) }) });
    if (answer.status !== 200) throw new Error(`a change answered ${answer.status}: ${await answer.text()}`);
    await heard;
    return performance.now() - started;
  }
  const figures = await rounds(roundCount, { told: async () => {
    const times = [];
    for (let number = 0; number < count; number += 1) {
      await new Promise(done => { setTimeout(done, Math.random() * 300); });
      times.push(await change());
    }
    return { tail: quantile(times, 0.99), middle: quantile(times, 0.5) };
  } }, note);
  for (const reader of readers) reader.close();
  for (const server of [...gateways, upstream, config]) await server.stop();
  const row = (name, kind, goal) => {
    const all = figures.told.map(round => round[kind]);
    return { figure: `Change of a flag to the last of four hosts, ${name}`, ours: '', theirs: '', value: median(all), spread: spread(all), goal, unit: 'ms' };
  };
  return [row('p99', 'tail', 1_000), row('median', 'middle')];
}
