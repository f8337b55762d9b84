import { z } from 'zod';
import { flagDefinitionInput } from './flag-schemas.ts';
import { jsonValue } from './json-value.ts';
import { key, layer } from './schemas.ts';

/** One of several changes. */
export const settingChange = z.strictObject({ key, value: jsonValue.describe('Null takes the value out of the layer.'), ...layer });
export const flagChange = z.strictObject({ key, definition: flagDefinitionInput.nullable().describe('Null deletes the flag.') });
