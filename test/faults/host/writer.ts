import type { ModuleDatabase } from '@aurora/platform/persistence';
import { call } from '../../running/contexts.ts';
import { Random } from '../../running/random.ts';
import { bump, thingIds, ThingChanged, versionOf } from '../things.ts';
import type { HostOrders } from './orders.ts';
import { say } from './say.ts';

class RolledBack extends Error {}

/** Changes things by commands, and says of each what became of it. */
export class Writer {
  readonly #database: ModuleDatabase;
  readonly #committed: () => void;
  readonly #name: string;
  readonly #random: Random;
  readonly #ids: readonly string[];
  #count = 0;

  constructor(database: ModuleDatabase, committed: () => void, { name, seed, things }: HostOrders) {
    this.#database = database;
    this.#committed = committed;
    this.#name = name;
    this.#random = new Random(seed);
    this.#ids = thingIds(things);
  }

  async write(commands: number, atOnce: number): Promise<void> {
    let left = commands;
    await Promise.all(Array.from({ length: atOnce }, async () => { while ((left -= 1) >= 0) await this.#command(); }));
  }

  async #command(): Promise<void> {
    const random = this.#random;
    // In one order, so that commands wait for each other and do not lock each other out.
    const things = [...new Set(Array.from({ length: random.chance(0.8) ? 1 : 3 }, () => random.pick(this.#ids)))].sort();
    const rollBack = random.chance(0.1);
    const token = `${this.#name}.${this.#count += 1}`;
    say({ says: 'begun', token, things, rollBack });
    try {
      const versions = await this.#database.commands.run(call(), 'change', { token }, async unit => {
        const changed: number[] = [];
        for (const id of things) {
          await unit.transaction.execute(bump, { id });
          const { version } = (await unit.transaction.first(versionOf, { id }))!;
          unit.record(ThingChanged, { id, version }, { text: token });
          changed.push(version);
        }
        if (!rollBack) return changed;
        await unit.flush();
        throw new RolledBack();
      });
      say({ says: 'done', token, versions });
      this.#committed();
    } catch (error) {
      say(error instanceof RolledBack ? { says: 'undone', token } : { says: 'failed', token, error: String(error) });
    }
  }
}
