import { referredName, type JsonSchema } from '../json-schema.ts';

/** A schema in a few words, for people: `integer >= 1`, `string, 1 to 64 characters, or null`, `Subject[]`. Patterns are left out. */
export function typeText(schema: JsonSchema): string {
  if (schema.$ref !== undefined) return referredName(schema.$ref);
  const union = schema.anyOf ?? schema.oneOf;
  if (union) return alternatives(union.map(typeText));
  if (schema.enum) return schema.enum.map(value => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.type)) return alternatives(schema.type.map(type => typeText({ ...schema, type: type as string })));
  if (schema.type === 'array') return `${bracketed(typeText(schema.items ?? {}))}[]`;
  if (schema.type === 'object') return objectText(schema);
  if (schema.type === 'string') return `string${length(schema)}`;
  if (schema.type === 'integer' || schema.type === 'number') return `${schema.type}${bounds(schema)}`;
  return typeof schema.type === 'string' ? schema.type : 'anything';
}

const alternatives = (texts: readonly string[]): string => texts.map(text => (text.includes(',') && text !== texts.at(-1) ? `${text},` : text)).join(' or ');
const bracketed = (text: string): string => (/^[\w.]+$/.test(text) || text.endsWith('}') ? text : `(${text})`);

function objectText({ properties, required, additionalProperties }: JsonSchema): string {
  const fields = Object.entries(properties ?? {}).map(([name, field]) => `${name}${required?.includes(name) ? '' : '?'}: ${typeText(field)}`);
  if (fields.length > 0) return `{ ${fields.join('; ')} }`;
  return typeof additionalProperties === 'object' ? `{ [name]: ${typeText(additionalProperties)} }` : 'object';
}

function length({ minLength, maxLength }: JsonSchema): string {
  if (minLength === undefined && maxLength === undefined) return '';
  if (maxLength === undefined) return `, at least ${minLength} characters`;
  return minLength === undefined ? `, at most ${maxLength} characters` : `, ${minLength} to ${maxLength} characters`;
}

/** The bounds that a number gets from being exact in JSON say nothing. */
function bounds({ minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf }: JsonSchema): string {
  const told = [
    minimum !== undefined && minimum !== Number.MIN_SAFE_INTEGER ? `>= ${minimum}` : '',
    exclusiveMinimum !== undefined ? `> ${exclusiveMinimum}` : '',
    maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER ? `<= ${maximum}` : '',
    exclusiveMaximum !== undefined ? `< ${exclusiveMaximum}` : '',
    multipleOf !== undefined ? `in steps of ${multipleOf}` : '',
  ].filter(text => text !== '');
  return told.length > 0 ? ` ${told.join(', ')}` : '';
}
