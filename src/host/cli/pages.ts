import { maxPageSize, type Operation, type Page } from '@aurora/kernel';
import type { z } from 'zod';
import type { Api } from './api.ts';

type ItemOf<List extends Operation> = z.output<List['output']> extends Page<infer Item> ? Item : never;

/** The pages of a list, one after another, each with as many items as a page may have. */
export async function* pagesOf<List extends Operation>(api: Api, list: List, input: Omit<z.input<List['input']>, 'limit' | 'cursor'>): AsyncGenerator<readonly ItemOf<List>[]> {
  let cursor: string | null = null;
  do {
    const asked = { ...input, limit: maxPageSize, ...(cursor === null ? {} : { cursor }) } as z.input<List['input']>;
    const page = (await api.call(list, asked)) as Page<ItemOf<List>>;
    yield page.items;
    cursor = page.next;
  } while (cursor !== null);
}
