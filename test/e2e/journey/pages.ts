import { expect } from '@jest/globals';
import type { Client } from '../client.ts';

/** All pages of a list from `path` on, as a client gets them that knows nothing but the `Link` header. */
export async function pages<Page extends { readonly next: string | null }>(api: Client, path: string): Promise<Page[]> {
  const found: Page[] = [];
  for (let at: string | undefined = path; at !== undefined;) {
    const { status, headers, body } = await api.get<Page>(at);
    expect(status).toBe(200);
    found.push(body);
    const link: RegExpExecArray | null = /<([^>]+)>; rel="next"/.exec(headers['link'] ?? '');
    expect(link !== null).toBe(body.next !== null);
    at = link?.[1]!.replace(/^\/api\/v1/, '');
    if (found.length > 100) throw new Error(`the list at ${path} has no end`);
  }
  return found;
}
