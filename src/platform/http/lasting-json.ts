/** The JSON of answers that will be sent again as they are. */
const texts = new WeakMap<object, string>();

/** Answers the JSON of `body`, and keeps it for as long as there is the object: it must not change any more. */
export function lastingJson(body: object): string {
  const known = texts.get(body);
  if (known !== undefined) return known;
  const text = JSON.stringify(body);
  texts.set(body, text);
  return text;
}

/** The JSON of any body. */
export const jsonOf = (body: unknown): string => (typeof body === 'object' && body !== null ? texts.get(body) : undefined) ?? JSON.stringify(body);
