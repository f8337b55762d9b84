import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';

/** Blanks the types out, so lines and columns stay what they are in the source. */
export default {
  process: source => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
  getCacheKey: (source, file, { instrument }) =>
    createHash('sha1').update([source, file, instrument, process.version].join('\0')).digest('hex'),
};
