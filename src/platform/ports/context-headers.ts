import type { CallContext, Placement } from '@aurora/kernel';

/** Headers that carry a call's context between hosts. They are believed beside a service token only, and stripped at the edge. */
export const contextHeaders = {
  /** Names the command. */
  commandId: 'aurora-command-id',
  /** Milliseconds that the caller still waits. */
  deadline: 'aurora-deadline',
  /** Where modules live for this request: `subject=service,file=monolith`. */
  placements: 'aurora-placements',
  /** What paths begin with for the client; comes from a gateway, which errors are then named after. */
  prefix: 'aurora-prefix',
} as const;

export type Placements = CallContext['placements'];

const texts = new WeakMap<Placements, string>();

/** Placements as their header has them; written once for each set, which does not change. */
export function placementsText(placements: Placements): string {
  let text = texts.get(placements);
  if (text === undefined) texts.set(placements, text = Object.entries(placements).map(([module, placement]) => `${module}=${placement}`).join(','));
  return text;
}

const isPlacement = (text: string | undefined): text is Placement => text === 'monolith' || text === 'service';

/** The placements in a header; what is none is left out. */
export function parsePlacements(header: string): Placements {
  const placements: Record<string, Placement> = {};
  for (const entry of header.split(',')) {
    const [module, placement] = entry.split('=');
    if (module && isPlacement(placement)) placements[module] = placement;
  }
  return placements;
}
