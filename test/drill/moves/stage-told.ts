/** A line that `aurora extract --json` prints: what has happened, or how it stands. */
interface Line {
  readonly stage: string;
  readonly share?: number;
  readonly text?: string;
}

/** Hears the lines of `aurora extract --json` and tells each stage, and each share of the callers, when it comes; `also` after each line. */
export function stageTold(stage: (name: string) => void, also: () => unknown = () => undefined): (line: string) => void {
  let last = '';
  return text => {
    const { share, stage: now, text: said } = JSON.parse(text) as Line;
    const callers = share ?? Number(/^([\d.]+) % of the callers go/.exec(said ?? '')?.[1] ?? NaN);
    const name = now !== 'canary' ? now : Number.isNaN(callers) ? last : `canary ${callers}%`;
    if (name !== last && name !== '') stage(last = name);
    also();
  };
}
