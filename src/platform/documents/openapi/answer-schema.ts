import { z } from 'zod';
import { referredName, type JsonSchema } from '../json-schema.ts';
import type { SchemaBook } from '../schema-book.ts';

/** What an operation answers. A page of named items, and of nothing else, is named after them: `SubjectPage`. */
export function answerSchema(output: z.ZodType, owner: string, book: SchemaBook): JsonSchema {
  const schema = book.output(output, owner);
  const plain = isPage(output) && Object.keys(schema.properties ?? {}).length === 2;
  const item = plain ? schema.properties?.['items']?.items?.$ref : undefined;
  return item === undefined ? schema : book.define(`${referredName(item)}Page`, schema);
}

/** Whether it is one page of a list: `items` and the cursor of the `next`. */
export const isPage = (output: z.ZodType): boolean =>
  output instanceof z.ZodObject && 'items' in output.shape && 'next' in output.shape;
