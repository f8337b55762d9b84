import { expect, test } from '@jest/globals';
import type { Client } from '../client.ts';
import { pages } from './pages.ts';

interface Plan { readonly id: number; readonly state: string }

export function plans(api: () => Client): void {
  test('revisions have names, which say what was', async () => {
    const { body: { revision } } = await api().put<{ revision: number }>('/config/settings/page.colour', { value: 'red' });
    expect(await api().put('/config/tags/red-pages', { revision })).toMatchObject({ status: 200, body: { name: 'red-pages', revision } });
    await api().put('/config/settings/page.colour', { value: 'blue' });
    expect((await pages<{ items: readonly { name: string }[]; next: string | null }>(api(), '/config/tags?limit=1')).flatMap(page => page.items)).toMatchObject([{ name: 'red-pages', revision }]);
    expect(await api().get('/config/settings/page.colour?revision=red-pages')).toMatchObject({ status: 200, body: { value: 'red' } });
    expect(await api().get(`/config/revisions/${revision}`)).toMatchObject({ status: 200, body: { tags: ['red-pages'] } });
    expect(await api().delete('/config/tags/red-pages')).toMatchObject({ status: 204 });
    expect(await api().delete('/config/tags/red-pages')).toMatchObject({ status: 404, body: { error_code: 'NOT_FOUND' } });
  });

  test('changes are proposed, and another approves of them or not; they are planned, and given up', async () => {
    const made = await api().post<{ key: string }>('/config/keys', { name: 'Second pair of eyes', scopes: ['config:read', 'config:write'] });
    const other = () => api().with({ token: made.body.key });
    const propose = async (value: number): Promise<Plan> => {
      const proposed = await api().post<Plan>('/config/planned', { changes: [{ key: 'page.length', value }] });
      expect(proposed).toMatchObject({ status: 201, body: { state: 'proposed' } });
      return proposed.body;
    };
    const { id } = await propose(20);
    expect(await api().post(`/config/planned/${id}/approve`, {})).toMatchObject({ status: 403, body: { error_code: 'FORBIDDEN' } });
    expect(await other().post(`/config/planned/${id}/approve`, {})).toMatchObject({ status: 200, body: { id, state: 'applied' } });
    expect(await api().get('/config/settings/page.length')).toMatchObject({ body: { value: 20 } });
    expect(await other().post(`/config/planned/${(await propose(30)).id}/reject`, { reason: 'Too long' })).toMatchObject({ status: 200, body: { state: 'rejected' } });
    const later = await api().post<Plan>('/config/planned', { changes: [{ key: 'page.length', value: 40 }], at: new Date(Date.now() + 3_600_000).toISOString() });
    expect(later).toMatchObject({ status: 201, body: { state: 'scheduled' } });
    expect(await api().get('/config/planned?state=open')).toMatchObject({ status: 200, body: { items: [{ id: later.body.id }] } });
    expect(await api().post(`/config/planned/${later.body.id}/cancel`, {})).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    expect(await api().get(`/config/planned/${later.body.id}`)).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    expect(await api().get('/config/settings/page.length')).toMatchObject({ body: { value: 20 } });
  });
}
