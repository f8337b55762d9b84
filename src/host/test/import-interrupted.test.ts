import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { BadLine, type Fate } from './import-proxy.ts';
import { ImportBench } from './import-workbench.ts';

const many = `code,name,department\n${Array.from({ length: 60 }, (_, index) => `CS ${index},Subject ${index},Department ${index % 3}`).join('\n')}\n`;

/** Every write's answer is lost the first time, and every fourth read is told to come again. */
function unreliable(): (incoming: IncomingMessage) => Fate {
  const seen = new Set<unknown>();
  let reads = 0;
  return ({ method, headers }) => {
    if (method === 'GET') return ++reads % 4 === 0 ? 'busy' : 'pass';
    const key = headers['idempotency-key'];
    if (seen.has(key)) return 'pass';
    seen.add(key);
    return 'lost';
  };
}

describe('an import goes on', () => {
  test('over a line that loses answers: everything arrives once', async () => {
    await using bench = await ImportBench.open();
    await using line = await BadLine.to(bench.aurora.url, unreliable());
    const { code, summary } = await bench.import(['subjects', await bench.write('a.csv', many)], line.url);
    expect({ code, ...summary }).toMatchObject({ code: 0, added: 60, refused: 0 });
    expect(await bench.subjects()).toHaveLength(60);
  });

  test.each(['SIGINT', 'SIGKILL'] as const)('after %s: the same command brings the rest, and nothing twice', async signal => {
    await using bench = await ImportBench.open();
    const file = await bench.write('a.csv', many);
    let kill: ((signal: NodeJS.Signals) => void) | undefined;
    let writes = 0;
    await using line = await BadLine.to(bench.aurora.url, ({ method }) => {
      if (method === 'POST' && ++writes === 20) kill!(signal);
      return 'pass';
    });
    const { code, summary } = await bench.import(['subjects', file], line.url, stop => { kill = stop; });
    const before = (await bench.subjects()).length;
    expect(before).toBeLessThan(60);
    if (signal === 'SIGINT') expect({ code, ...summary }).toMatchObject({ code: 130, interrupted: true, added: before, refused: 0 });
    const { summary: rest } = await bench.import(['subjects', file]);
    expect(rest).toMatchObject({ unchanged: before, added: 60 - before });
    expect(await bench.subjects()).toHaveLength(60);
  });
});
