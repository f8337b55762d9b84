import { z } from 'zod';
import { referredName, type JsonSchema } from '../json-schema.ts';
import type { SchemaBook } from '../schema-book.ts';

/** What an operation answers. A page of named items is named after them: `SubjectPage`. */
export function answerSchema(output: z.ZodType, owner: string, book: SchemaBook): JsonSchema {
  const schema = book.output(output, owner);
  const item = isPage(output) ? schema.properties?.['items']?.items?.$ref : undefined;
  return item === undefined ? schema : book.define(`${referredName(item)}Page`, schema);
}

/** Whether it is one page of a list: `items` and the cursor of the `next`. */
export const isPage = (output: z.ZodType): boolean =>
  output instanceof z.ZodObject && 'items' in output.shape && 'next' in output.shape;
