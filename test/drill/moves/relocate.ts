import type { Move, Moving } from './move.ts';

/** As far as it is looked at here, a line of `aurora relocate --json`. */
interface Line {
  readonly place: string;
  readonly relocation: { readonly stage: string } | null;
}

/** Tells each stage of a relocation when it comes. */
function stageTold(stage: Moving['stage']): (line: string) => void {
  let last = '';
  return text => {
    const now = (JSON.parse(text) as Line).relocation?.stage;
    if (now !== undefined && now !== last) stage(`data ${last = now}`);
  };
}

/** Reference of the place where the module's data is. */
async function placeOf({ module, site }: Moving): Promise<string> {
  let place = '';
  await site.aurora(['relocate', module, '--status', '--json'], line => { place = (JSON.parse(line) as Line).place; });
  return place;
}

const moved = (place: string): boolean => place.startsWith('secret:');

/** Moves the module's database to another server, or schema. */
export const relocate: Move = async moving => {
  const { module, site, stage } = moving;
  // A command that was killed may have come to its end all the same.
  if (!moved(await placeOf(moving))) await site.aurora(['relocate', module, '--to', 'env:DRILL_TARGET', '--json'], stageTold(stage), { DRILL_TARGET: await site.target(module) });
};

/** Brings it back to where it was. */
export const relocateBack: Move = async moving => {
  if (moved(await placeOf(moving))) await moving.site.aurora(['relocate', moving.module, '--back', '--json'], stageTold(moving.stage));
};
