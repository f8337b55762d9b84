import type { Answer } from './answer.ts';
import type { Difference } from './difference.ts';

/** Headers that mean something to a client; all others belong to who answered, and when. */
const compared = ['content-type', 'etag', 'location', 'link', 'cache-control', 'deprecation'] as const;

/** A media type with its parameters in one spelling: case, quotes, spaces and order say nothing. */
function mediaType(value: string): string {
  const [type, ...parameters] = value.toLowerCase().split(';').map(part => part.trim());
  return [type, ...parameters.map(parameter => parameter.replaceAll(/[\s"]/g, '')).sort()].join(';');
}

const comparable = (name: string, value: string | undefined): string | undefined => (name === 'content-type' && value !== undefined ? mediaType(value) : value);

export const headerDifferences = (primary: Answer['headers'], shadow: Answer['headers']): Difference[] =>
  compared.filter(name => comparable(name, primary[name]) !== comparable(name, shadow[name]))
    .map(name => ({ kind: 'header', field: name, primary: primary[name], shadow: shadow[name] }));
