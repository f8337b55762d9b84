import type { RouteHeaders } from '@aurora/platform/http';
import type { syllabusContract } from '@aurora/syllabus/contract';
import { v2 } from './versions.ts';

/** From when on the first version's syllabi are deprecated, and from when on they may be gone. */
const since = Date.UTC(2026, 10, 23), sunset = Date.UTC(2028, 11, 31);

/** Their successors, by operation; `{id}` is the id in the path of either. */
export const successors: Readonly<Record<keyof typeof syllabusContract.operations, string>> = {
  create: '/syllabi', list: '/syllabi', get: '/syllabi/{id}', update: '/syllabi/{id}', delete: '/syllabi/{id}', history: '/syllabi/{id}/history', current: '/subjects/{id}/syllabus',
};

/** `Deprecation` (RFC 9745) and `Sunset` (RFC 8594), the same for all. */
const announced = ['deprecation', `@${since / 1000}`, 'sunset', new Date(sunset).toUTCString()];

function announcing(successor: string): RouteHeaders {
  const [before, after] = `<${v2.prefix}${successor}>; rel="successor-version"`.split('{id}') as [string, string?];
  if (after === undefined) {
    const headers = [...announced, 'link', before];
    return () => headers;
  }
  return ([id]) => [...announced, 'link', before + encodeURIComponent(id!) + after];
}

/** What answers of the first version's syllabi carry, by operation. */
export const deprecationHeaders: Readonly<Record<string, RouteHeaders>> = Object.fromEntries(Object.entries(successors).map(([name, successor]) => [name, announcing(successor)]));

/** What the OpenAPI document says of an operation that `successor` replaces. */
export const deprecationNotice = (successor: string): string => `Deprecated since ${day(since)}, may be gone from ${day(sunset)} on: \`${v2.prefix}${successor}\` replaces it.`;

const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
