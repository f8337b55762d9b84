import type { Ledger } from './ledger.ts';
import type { State, StoredRow } from './state.ts';

const named = ({ stream_id, version }: { readonly stream_id: string; readonly version: number }): string => `${stream_id} ${version}`;

/** What committed is what was stored, whole or not at all; what was rolled back is not. */
export function* storedAsSaid({ entries }: Ledger, { events }: State): Generator<string> {
  const byToken = Map.groupBy(events, event => event.text);
  for (const token of byToken.keys()) if (!entries.has(token)) yield `stored, and nobody has begun it: ${token}`;
  for (const [token, { outcome, rollBack, things, versions }] of entries) {
    const stored = (byToken.get(token) ?? []).map(named).sort();
    if (outcome === 'undone' || rollBack) {
      if (stored.length > 0) yield `rolled back, and stored: ${token}`;
    } else if (outcome === 'done') {
      const said = things.map((id, index) => `thing-${id} ${versions[index]}`).sort();
      if (stored.join() !== said.join()) yield `committed as ${said.join(', ')}, stored as ${stored.join(', ') || 'nothing'}: ${token}`;
    } else if (stored.length > 0 && stored.length !== things.length) yield `stored in part: ${token}`;
  }
}

const inOrder = (events: readonly StoredRow[]): StoredRow[] => events.filter(({ position }) => position !== null).sort((a, b) => a.position! - b.position!);

/** Positions are 1 to N, and the versions of each aggregate rise by one with them, up to that of the aggregate. */
export function* wellNumbered({ events, things }: State): Generator<string> {
  for (const event of events) if (event.position === null) yield `without a position: ${named(event)}`;
  const versions = new Map<string, number>();
  let expected = 1;
  for (const event of inOrder(events)) {
    if (event.position !== expected) yield `position ${expected} is missing, ${event.position} comes`;
    expected = event.position! + 1;
    const next = (versions.get(event.stream_id) ?? 0) + 1;
    if (event.version !== next) yield `${named(event)} at position ${event.position}, where version ${next} was to come`;
    versions.set(event.stream_id, event.version);
  }
  for (const { id, version } of things) if ((versions.get(`thing-${id}`) ?? 0) !== version) yield `thing ${id} has version ${version}, its events end with ${versions.get(`thing-${id}`) ?? 0}`;
}

/** Each event has had its effect once, those of one aggregate in their order; nothing is kept. */
export function* heardOnce({ deferred, effects, events }: State): Generator<string> {
  const stored = new Map(events.map(event => [event.event_id, event]));
  const count = new Map<string, number>(), versions = new Map<string, number>();
  for (const effect of effects) {
    count.set(effect.event_id, (count.get(effect.event_id) ?? 0) + 1);
    const event = stored.get(effect.event_id);
    if (!event || named(event) !== named(effect) || event.text !== effect.text) yield `an effect of what is not stored: ${named(effect)} by ${effect.host}`;
    const before = versions.get(effect.stream_id) ?? 0;
    if (effect.version <= before) yield `out of order: the effect of ${named(effect)} by ${effect.host} after that of version ${before}`;
    versions.set(effect.stream_id, Math.max(before, effect.version));
  }
  for (const event of events) {
    const effectCount = count.get(event.event_id) ?? 0;
    if (effectCount === 0) yield `lost: ${named(event)} at position ${event.position} has no effect`;
    if (effectCount > 1) yield `doubled: ${named(event)} at position ${event.position} has ${effectCount} effects`;
  }
  for (const { error, position, status, stream_id } of deferred) yield `${status}: ${stream_id} at position ${position}: ${error}`;
}

/** Who had lost the lease has written nothing: fences rise from effect to effect, and each is one host's. */
export function* writtenUnderLease({ effects }: State): Generator<string> {
  const hosts = new Map<number, string>();
  let highest = 0;
  for (const { fence, host, ...effect } of effects) {
    if (fence < highest) yield `stale: ${host} has written the effect of ${named(effect)} under fence ${fence}, after ${highest}`;
    highest = Math.max(highest, fence);
    const holder = hosts.get(fence) ?? host;
    hosts.set(fence, holder);
    if (holder !== host) yield `stale: ${host} has written the effect of ${named(effect)} under fence ${fence}, which is ${holder}'s`;
  }
}

/** Everything that a run is held to. */
export function violations(ledger: Ledger, state: State): string[] {
  return [...storedAsSaid(ledger, state), ...wellNumbered(state), ...heardOnce(state), ...writtenUnderLease(state)];
}
