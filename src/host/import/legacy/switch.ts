import { setTimeout as wait } from 'node:timers/promises';
import { AuroraError, type FieldError, type Placement } from '@aurora/kernel';
import { feedRows, headOf } from './feed-table.ts';
import { followDeletions, followRows } from './follow-table.ts';
import { legacyModules, type LegacyModule } from './mapping.ts';
import { movedAnything, noCounts, type Parts } from './parts.ts';
import { ownerOf, pass, settleOwner, tableOf } from './pass.ts';
import { holdWrites, type HeldWrites } from './placement.ts';

/** Milliseconds in which every gateway has heard of a placement, and within which a write is done that was let through before. */
const settling = 1_200;

/** Passes in a row that must find nothing to bring over, and milliseconds between them. */
const quietPasses = 2, betweenPasses = 50;

/** Times that both sides are brought together before writes are held. */
const rounds = 3;

/** Milliseconds of a hold that must be left to decide. */
const reserve = 5_000;

/** What a module's rows may refer to, or be referred to by: that goes on, and where a row is refused, it must be there first. */
const others = (module: LegacyModule): LegacyModule[] => legacyModules.filter(other => other !== module);

/** Something that keeps a switch from being made. */
class Refused extends Error {}

function requireTime({ until }: HeldWrites): void {
  if (Date.now() > until - reserve) throw new Refused('the last changes did not come to an end in time; nothing has been switched');
}

/** Brings changes over until there are none any more, once every gateway holds. `bring` tells whether there was one. */
async function untilQuiet(writes: HeldWrites, bring: () => Promise<boolean>): Promise<void> {
  for (let quiet = 0; quiet < quietPasses;) {
    requireTime(writes);
    const settled = Date.now() - writes.since > settling;
    const moved = await bring();
    quiet = moved || !settled ? 0 : quiet + 1;
    await wait(betweenPasses);
  }
}

const isUnreachable = (error: unknown): boolean =>
  error instanceof AuroraError && ((error.details['fields'] as readonly FieldError[] | undefined)?.some(({ code }) => code === 'unreachable') ?? false);

/** Sends requests to one side. Where the gateway finds nobody healthy there, it is asked again: nothing changes while writes are held. */
async function decide(writes: HeldWrites, side: Placement, reason: string): Promise<void> {
  for (;;) {
    try {
      return await writes.sendTo(side, reason);
    } catch (error) {
      if (!isUnreachable(error) || Date.now() > writes.until - reserve) throw error;
      await wait(betweenPasses);
    }
  }
}

/** What cannot be brought to the other side, so that nothing is lost by going there. */
async function requireNoProblems({ ledger }: Parts, module: LegacyModule): Promise<void> {
  const problems = await ledger.problems(module);
  if (problems.length > 0) throw new Refused(`${problems.length} of its rows could not be brought over: ${problems.slice(0, 5).map(({ id, reason }) => `${id} (${reason})`).join(', ')}`);
}

async function held<Result>(parts: Parts, module: LegacyModule, reason: string, work: (writes: HeldWrites) => Promise<Result>): Promise<Result> {
  const writes = await holdWrites(parts, module, reason);
  try {
    return await work(writes);
  } catch (error) {
    // A hold ends by itself; who has changed the placement meanwhile has ended it.
    await writes.release().catch(() => undefined);
    if (error instanceof Refused) throw new Error(`${module} stays where it is: ${error.message}.`, { cause: error });
    throw error;
  }
}

/** Sends a module's writes to Aurora, once: they wait while the last changes are brought over. Answers milliseconds that they waited. */
export async function switchToAurora(parts: Parts, module: LegacyModule): Promise<number> {
  const { ledger } = parts;
  if (await ownerOf(parts, module) === 'aurora') return 0;
  const map = tableOf(parts, module);
  // What takes long is done before anybody waits.
  await pass(parts, legacyModules, true);
  await pass(parts, [module], false);
  await requireReady(parts, module);
  const started = performance.now();
  await held(parts, module, `writes of ${module} go to Aurora`, async writes => {
    // Files are named by another module's rows, which go on: there is no last one.
    if (map) await untilQuiet(writes, async () => {
      const counts = noCounts();
      await followRows(parts, map, false, counts);
      await followDeletions(parts, map, counts);
      if (counts.refused > 0) await pass(parts, others(module), false);
      return movedAnything(counts);
    });
    await requireReady(parts, module);
    const position = await headOf(parts, module);
    requireTime(writes);
    await ledger.setState({ ...await ledger.state(module), position, intent: 'aurora' });
    await decide(writes, 'service', `writes of ${module} go to Aurora`);
  });
  await settleOwner(parts, module, 'aurora');
  return Math.round(performance.now() - started);
}

async function requireReady(parts: Parts, module: LegacyModule): Promise<void> {
  try {
    await requireNoProblems(parts, module);
  } catch (error) {
    if (error instanceof Refused) throw new Error(`${module} stays where it is: ${error.message}.`, { cause: error });
    throw error;
  }
}

/** Sends a module's writes back to the old application, which has all that Aurora has written since. Answers milliseconds that they waited. */
export async function switchBack(parts: Parts, module: LegacyModule): Promise<number> {
  const { ledger } = parts;
  if (await ownerOf(parts, module) === 'legacy') return 0;
  const map = tableOf(parts, module);
  // What takes long is done before anybody waits.
  for (let time = 0; time < rounds; time += 1) await pass(parts, legacyModules, false);
  const started = performance.now();
  await held(parts, module, `writes of ${module} go back to the old application`, async writes => {
    if (map) {
      let head = -1;
      await untilQuiet(writes, async () => {
        const before = head;
        const counts = noCounts();
        await feedRows(parts, map, counts);
        if (counts.refused > 0) await pass(parts, others(module), false);
        head = await headOf(parts, module);
        return head !== before;
      });
      await requireNoProblems(parts, module);
    }
    requireTime(writes);
    await ledger.setState({ ...await ledger.state(module), intent: 'legacy' });
    await decide(writes, 'monolith', `writes of ${module} go back to the old application`);
  });
  await settleOwner(parts, module, 'legacy');
  return Math.round(performance.now() - started);
}
