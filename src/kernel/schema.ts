import { z } from 'zod';

/** Integer ids count from 1 and are exact in JSON (at most 2^53 - 1). */
export const integerId = z.int().positive();

/** File ids: Aurora's own are 26 characters of Crockford's base 32, in lower case; those of files that were taken over stay as they are. */
export const fileId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be a file id: 1 to 64 letters, digits, _ and -');

/** RFC 3339 in UTC with milliseconds, as in `2026-03-01T09:30:00.000Z`. */
export const timestamp = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, 'must be a time in UTC with milliseconds').meta({ format: 'date-time' });

/** One line of text, 1 to `max` characters once trimmed, without control characters. */
export const line = (max: number) =>
  z.string().trim().min(1).max(max).regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters');

/** Text of at most `max` characters that may have several lines. */
export const text = (max: number) =>
  z.string().max(max).regex(/^[^\u0000\p{Cs}]*$/u, 'must not contain NUL or lone surrogates');

export const maxPageSize = 200;

/** The parameters of every list. `cursor` is the `next` of the page before. */
export const pageInput = {
  limit: z.int().min(1).max(maxPageSize).default(50).describe(`Rows on a page, 1 to ${maxPageSize}.`),
  cursor: z.string().max(1024).optional().describe('The `next` of the page before.'),
};

/** A page: its items, and the cursor of the next page or null. */
export const pageOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: z.string().nullable() });

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}
