import { expect, test } from '@jest/globals';
import { all, bytes, call, codeOf } from './calls.ts';
import { Deployment } from './deployment.ts';
import { onEveryEngine } from './engines.ts';
import { inputOf } from './link-to.ts';
import type { FileHost } from './open-host.ts';

const text = '0123456789';

onEveryEngine('granted download URLs', engine => {
  async function granted(options: { readonly expires_in?: number; readonly max_uses?: number } = {}) {
    const deployment = await Deployment.create(engine);
    const hosts = [await deployment.host(), await deployment.host()] as const;
    const { id } = await hosts[0].port.upload({ name: 'a.txt', content: bytes(text) }, call());
    const { grant, url } = await hosts[0].port.grantUrl({ id, ...options }, call());
    return { deployment, hosts, id, grant, input: inputOf(id, url), [Symbol.asyncDispose]: () => deployment[Symbol.asyncDispose]() };
  }
  const use = async ({ port }: FileHost, input: ReturnType<typeof inputOf>): Promise<string> => {
    try {
      return String(await all((await port.download(input, call())).open()));
    } catch (error) {
      return String((error as { code: unknown }).code);
    }
  };

  test('are good for as many uses as they say and no more, however many ask at once at two hosts', async () => {
    await using here = await granted({ max_uses: 3 });
    const { hosts, id, input } = here;
    // Who only asks what there is uses none.
    expect(await hosts[0].port.download(input, call())).toMatchObject({ cacheControl: 'private, no-store' });
    const got = await Promise.all(Array.from({ length: 12 }, (_, at) => use(hosts[at % 2]!, input)));
    expect(got.toSorted()).toEqual([...Array.from({ length: 3 }, () => text), ...Array.from({ length: 9 }, () => 'LINK_REFUSED')]);
    expect((await hosts[1].port.listGrants({ id }, call())).items).toMatchObject([{ id: here.grant.id, uses: 3, max_uses: 3, created_by: 'user:editor', revoked_at: null }]);
  });

  test('are listed, the newest first, and revoked one by one; who revokes one again is told the same', async () => {
    await using here = await granted();
    const { grant, hosts: [one, two], id, input } = here;
    const second = await two.port.grantUrl({ id, disposition: 'inline', expires_in: 60 }, call());
    const first = await one.port.listGrants({ id, limit: 1 }, call());
    expect(first.items).toEqual([second.grant]);
    expect(await one.port.listGrants({ id, limit: 1, cursor: first.next! }, call())).toEqual({ items: [grant], next: null });
    const revoked = await two.port.revokeGrant({ id, grant: grant.id }, call());
    expect(revoked).toEqual({ ...grant, revoked_at: expect.any(String) });
    expect(await one.port.revokeGrant({ id, grant: grant.id }, call())).toEqual(revoked);
    expect([await use(one, input), await use(one, inputOf(id, second.url))]).toEqual(['LINK_REFUSED', text]);
    expect(await codeOf(one.port.revokeGrant({ id, grant: 'none' }, call()))).toBe('NOT_FOUND');
  });

  test('are refused with another grant, without theirs, for other bytes, and gone with the file', async () => {
    await using here = await granted({ max_uses: 100 });
    const { hosts: [host], id, input } = here;
    const other = await host.port.grantUrl({ id }, call());
    for (const wrong of [{ ...input, grant: other.grant.id }, { ...input, grant: '' }, { ...input, digest: '0'.repeat(16) }, { ...inputOf(id, other.url), grant: here.grant.id }]) expect(await use(host, wrong)).toBe('LINK_REFUSED');
    await here.deployment.sql("update file set sha256 = 'another' where id = ?", id);
    expect(await use(host, input)).toBe('LINK_REFUSED');
    await here.deployment.sql('update file set sha256 = ? where id = ?', here.grant.sha256, id);
    await host.port.delete({ id }, call());
    expect(await use(host, input)).toBe('NOT_FOUND');
    expect(await here.deployment.sql('select id from download_grant')).toEqual([]);
    expect(await codeOf(host.port.listGrants({ id }, call()))).toBe('NOT_FOUND');
  });

  test('last no longer than they may; asked for again under the same key, one is the same', async () => {
    await using here = await granted({ expires_in: 7 * 24 * 3_600 });
    const { deployment, grant, hosts: [host], id } = here;
    expect(Date.parse(grant.expires_at) - Date.parse(grant.created_at)).toBeGreaterThan(6.9 * 24 * 3_600_000);
    expect(await codeOf(host.port.grantUrl({ id, expires_in: 31 * 24 * 3_600 }, call()))).toBe('VALIDATION_FAILED');
    const strict = await deployment.host({ env: { AURORA_FILE_GRANT_MAX_TTL: '1h' } });
    expect(await use(strict, here.input)).toBe('LINK_REFUSED');
    const again = call('one');
    expect(await host.port.grantUrl({ id, max_uses: 1 }, again)).toEqual(await host.port.grantUrl({ id, max_uses: 1 }, again));
    const stored = await deployment.sql('select * from command_record');
    expect(JSON.stringify(stored)).not.toContain(here.input.sig);
  });
});
