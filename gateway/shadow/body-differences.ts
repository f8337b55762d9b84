import { hash } from 'node:crypto';
import type { Answer } from './answer.ts';
import { decoded, type Decoded } from './decoded.ts';
import type { Difference } from './difference.ts';
import type { IgnoredFields } from './ignored-fields.ts';
import { jsonDifferences } from './json-differences.ts';

const isJson = ({ headers }: Answer): boolean => /^application\/(?:[\w.+-]+\+)?json\b/i.test(headers['content-type'] ?? '');

/** The value, in a box because it may be anything; undefined if it is no JSON. */
function parsed(bytes: Buffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(bytes.toString()) };
  } catch {
    return undefined;
  }
}

const described = (body: Decoded | undefined): string => (Buffer.isBuffer(body) ? `${body.length} bytes, sha256 ${hash('sha256', body).slice(0, 16)}` : body ?? 'none kept');

const sameBytes = (primary: Answer, shadow: Answer): boolean =>
  primary.headers['content-encoding'] === shadow.headers['content-encoding'] && primary.body!.equals(shadow.body!);

/** Where two bodies differ: JSON field by field, anything else by its bytes, both without their content encoding. */
export async function bodyDifferences(primary: Answer, shadow: Answer, ignored: IgnoredFields): Promise<Difference[]> {
  const whole = (one: Decoded | undefined, other: Decoded | undefined, kind: 'body' | 'too large'): Difference[] =>
    [{ kind, field: 'body', primary: described(one), shadow: described(other) }];
  if (!primary.body?.length && !shadow.body?.length) return [];
  if (!primary.body || !shadow.body) return whole(primary.body, shadow.body, 'body');
  if (sameBytes(primary, shadow)) return [];
  const [one, other] = await Promise.all([primary, shadow].map(({ body, headers }) => decoded(body!, headers['content-encoding']))) as [Decoded, Decoded];
  if (one === 'too large' || other === 'too large') return whole(one, other, 'too large');
  if (!Buffer.isBuffer(one) || !Buffer.isBuffer(other)) return whole(one, other, 'body');
  if (one.equals(other)) return [];
  const [before, after] = isJson(primary) && isJson(shadow) ? [parsed(one), parsed(other)] : [];
  return before && after ? jsonDifferences(before.value, after.value, ignored) : whole(one, other, 'body');
}
