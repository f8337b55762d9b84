import type { HostProcess } from './host-process.ts';
import type { Pipe } from './host/orders.ts';

/** A place for a host: who is killed is followed there by another. */
export interface Slot {
  readonly name: string;
  readonly tells: boolean;
  readonly hears: boolean;
  readonly port: number;
  host: HostProcess | undefined;
  /** How many have been in it. */
  count: number;
}

type Place = Pick<Slot, 'name' | 'tells' | 'hears'>;

const apart: readonly Place[] = [...['a', 'b'].map(name => ({ name, tells: true, hears: false })), ...['x', 'y'].map(name => ({ name, tells: false, hears: true }))];

/** Who tells and who hears: in one process, or apart. */
export const places: Readonly<Record<Pipe | 'naive', readonly Place[]>> = {
  process: ['a', 'b', 'c'].map(name => ({ name, tells: true, hears: true })),
  http: apart,
  rabbitmq: apart,
  naive: [...['a', 'b', 'c', 'd'].map(name => ({ name, tells: true, hears: false })), { name: 'reader', tells: false, hears: true }],
};
