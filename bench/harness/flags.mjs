const banner = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' };

/** A third of flags static, a third by a rule, a third by percentages. */
const definitions = [
  banner,
  { ...banner, targeting: { if: [{ in: [{ var: 'plan' }, ['beta', 'staff']] }, 'on', null] } },
  { ...banner, targeting: { fractional: [['on', 10], ['off', 90]] } },
];

/** Defines `count` flags, as one revision. */
export async function defineFlags(url, headers, count) {
  const flags = Object.fromEntries(Array.from({ length: count }, (_, place) => [`flag-${place}`, definitions[place % definitions.length]]));
  const answer = await fetch(`${url}/api/v1/config/flagd`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ document: { flags } }) });
  if (answer.status !== 200 && answer.status !== 201) throw new Error(`defining flags answered ${answer.status}: ${await answer.text()}`);
}

/** An API key with `scopes`, as a header. */
export async function keyFor(url, headers, scopes) {
  const answer = await fetch(`${url}/api/v1/config/keys`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ name: 'bench', scopes }) });
  if (answer.status !== 201) throw new Error(`making a key answered ${answer.status}: ${await answer.text()}`);
  return { 'x-api-key': (await answer.json()).key };
}
