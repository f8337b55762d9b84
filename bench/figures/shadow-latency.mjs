import { median, ratioRow, rounds } from '../harness/figures.mjs';
import { place, startBothSides } from '../harness/gateway.mjs';
import { capacityOf, latenciesAt, quantile } from '../harness/open-loop.mjs';

export const title = 'Clients beside a shadow of 100 %';
export const how = 'GETs of a subject that the gateway\'s own process answers, every one repeated on the service and compared, against the same without shadow. Requests come at half the rate that the machine answers at most (16 always under way, clients on the same cores), whether or not those before are answered; a latency counts from when its request was due. Value: the 99th percentile of ten seconds, and the median.';

/** Milliseconds, as µs. */
export async function measure({ roundCount, note, seconds = 10 }) {
  const sides = await startBothSides('shadow-latency');
  const { monolith, headers, path } = sides;
  const url = monolith.url + path;
  const placed = shadow => place(monolith, headers, 'subject', { service: 0, shadow });
  await capacityOf(url, headers, 5);
  const rate = Math.floor(median([await capacityOf(url, headers, 3), await capacityOf(url, headers, 3), await capacityOf(url, headers, 3)]) / 2);
  note(`${rate} requests per second`);
  const side = shadow => async () => {
    await placed(shadow);
    const latencies = await latenciesAt(url, headers, rate, seconds);
    return { tail: quantile(latencies, 0.99) * 1000, middle: quantile(latencies, 0.5) * 1000 };
  };
  const figures = await rounds(roundCount, { shadow: side(100), none: side(0) }, note);
  await sides.stop();
  const of = (name, kind) => figures[name].map(round => round[kind]);
  return [
    ratioRow('Client\'s p99 with a shadow of 100 % against without', of('shadow', 'tail'), of('none', 'tail'), 1.1),
    ratioRow('Client\'s median with a shadow of 100 % against without', of('shadow', 'middle'), of('none', 'middle')),
  ];
}
