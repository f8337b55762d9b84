import { setTimeout as wait } from 'node:timers/promises';
import type { ModuleDatabase } from '@aurora/platform/persistence';
import { noteEffect } from '../things.ts';
import { say } from './say.ts';

interface Row {
  readonly seq: number;
  readonly event_id: string;
  readonly stream_id: string;
  readonly version: number;
  readonly event_data: string;
}

/** Reads events by `seq > last`, as if numbers that are given before the commit were an order of what can be seen. What it has passed, it never sees. */
export async function readNaively(teller: ModuleDatabase, hearer: ModuleDatabase, name: string): Promise<never> {
  say({ says: 'took', work: 'handling', fence: 1 });
  for (let last = 0; ; await wait(1)) {
    const rows = await teller.transactions.run(transaction => transaction.all<object, Row>({ statement: () => ({ sql: 'select * from event_store where seq > ? order by seq limit 200', parameters: [last] }) }, {}));
    if (rows.length === 0) continue;
    await hearer.transactions.run(async transaction => {
      for (const { event_data, event_id, stream_id, version } of rows) {
        await transaction.execute(noteEffect, { event_id, stream_id, version, text: (JSON.parse(event_data) as { text: string }).text, host: name, fence: 1 });
      }
    });
    last = rows.at(-1)!.seq;
  }
}
