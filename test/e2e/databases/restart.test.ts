import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { Client } from '../client.ts';
import { differences } from './books.ts';
import { Ledger, type Kind, type Outcome } from './ledger.ts';
import { Load } from './load.ts';
import { describeWithOwnMariaDb, OwnMariaDb } from './own-mariadb.ts';
import { ServerDeployment } from './server-deployment.ts';

const kills = 3;

/** A load and what it was answered, to wait for. */
class Watched {
  readonly ledger = new Ledger();
  readonly load: Load;

  constructor(api: Client) {
    this.load = new Load(api, this.ledger);
  }

  /** Resolves once each of `kinds` has been answered so `more` times from now on; rejects as soon as anything goes wrong. */
  async answered(outcome: Outcome, more: number, kinds: readonly Kind[]): Promise<void> {
    const enough = kinds.map(kind => [kind, this.ledger.count(kind, outcome) + more] as const);
    await until(async () => {
      this.load.check();
      return enough.every(([kind, count]) => this.ledger.count(kind, outcome) >= count);
    });
  }
}

describeWithOwnMariaDb('a database server that is killed under load, and starts again', () => {
  test('costs nothing that was acknowledged, does nothing twice or half, and leaves no request without an answer', async () => {
    await using database = await OwnMariaDb.start();
    await using deployment = await ServerDeployment.create(database.url);
    expect(await deployment.migrate()).toMatchObject({ code: 0 });
    const aurora = await deployment.serve();
    const watched = new Watched(new Client({ url: `${aurora.url}/api/v1`, token: await deployment.token('editor') }));
    for (let kill = 0; kill < kills; kill += 1) {
      await watched.answered('done', 5, ['create', 'update', 'delete', 'read', 'upload']);
      await database.kill();
      await watched.answered('unavailable', 10, ['create', 'read']);
      await database.start();
    }
    await watched.answered('done', 5, ['create', 'update', 'delete', 'read', 'upload']);
    await watched.load.stop();
    await until(async () => (await deployment.rows('syllabus', "select id from saga where status = 'running'")).length === 0);
    expect(await differences(deployment, watched.ledger)).toEqual([]);
    expect(await aurora.stop()).toEqual({ code: 0, signal: null });
  }, 180_000);
});
