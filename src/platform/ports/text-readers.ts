import type { z } from 'zod';

type Read = (text: string) => unknown;

/** Text as JSON would have it for the schema; text that does not fit stays as it is, for the schema to refuse. */
function reader(schema: z.core.$ZodType): Read {
  const { def } = schema._zod;
  const inner = (def as { innerType?: z.core.$ZodType }).innerType;
  if (inner) return reader(inner);
  if (def.type === 'number') return text => (/^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text);
  if (def.type === 'boolean') return text => (text === 'true' ? true : text === 'false' ? false : text);
  if (def.type === 'union') {
    const readers = (def as unknown as { readonly options: readonly z.core.$ZodType[] }).options.map(reader);
    return text => readers.map(read => read(text)).find(value => value !== text) ?? text;
  }
  return text => text;
}

/** How the fields of an input are read from text, by name: path and query know nothing but text. */
export function textReaders(schema: z.ZodObject): ReadonlyMap<string, Read> {
  return new Map(Object.entries(schema.shape).map(([name, field]) => [name, reader(field as z.core.$ZodType)]));
}
