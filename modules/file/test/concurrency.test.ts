import { expect, test } from '@jest/globals';
import { bytes, call } from './calls.ts';
import { Deployment } from './deployment.ts';
import { type FileHost } from './open-host.ts';
import { expectNoFileWithoutBytes, expectNothingElse } from './consistency.ts';
import { onEveryStore } from './every-store.ts';

/** The contents that uploads choose from: few, so that they meet. */
const text = (index: number) => `content ${index % 4}`;

async function uploadAndDelete({ port }: FileHost, index: number, survives: boolean): Promise<string> {
  const { id } = await port.upload({ name: 'a.txt', content: bytes(text(index)) }, call(`upload-${index}`));
  if (!survives) await port.delete({ id }, call(`delete-${index}`));
  return id;
}

onEveryStore('many at once', engine => {
  test('fifty uploads of equal and different bytes, with deletions between them, in two hosts', async () => {
    await using deployment = await Deployment.create(engine);
    const hosts = [await deployment.host(), await deployment.host()];
    const survivors: string[] = [];
    await Promise.all(Array.from({ length: 50 }, async (_, index) => {
      const survives = index % 5 === 0;
      const id = await uploadAndDelete(hosts[index % 2]!, index, survives);
      if (survives) survivors.push(id);
    }));
    expect((await deployment.sql<{ id: string }>('select id from file')).map(row => row.id).sort()).toEqual(survivors.sort());
    expect(await deployment.sql('select path from content where uploads <> 0')).toEqual([]);
    await expectNothingElse(deployment);
    await Promise.all(survivors.map((id, index) => hosts[index % 2]!.port.delete({ id }, call())));
    await expectNothingElse(deployment);
    expect(await deployment.stored()).toEqual([]);
  });

  test('the same bytes come while the last file with them goes, again and again', async () => {
    await using deployment = await Deployment.create(engine);
    const [one, two] = [await deployment.host(), await deployment.host()];
    let { id } = await one.port.upload({ name: 'a.txt', content: bytes('same') }, call());
    for (let round = 0; round < 25; round += 1) {
      const [uploaded] = await Promise.all([
        two.port.upload({ name: 'a.txt', content: bytes('same') }, call()),
        one.port.delete({ id }, call()),
      ]);
      ({ id } = uploaded);
      await expectNoFileWithoutBytes(deployment);
    }
    await expectNothingElse(deployment);
    expect(await deployment.stored()).toHaveLength(1);
  });
});
