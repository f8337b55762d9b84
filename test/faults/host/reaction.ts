import { on, type Reactions } from '@aurora/platform/events';
import { fenceOf, noteEffect, ThingChanged } from '../things.ts';
import type { HostOrders } from './orders.ts';

/** Notes an effect for each event, and fails or dies at those that are poison. */
export const reactionOf = ({ name, poison }: HostOrders): Reactions => ({
  source: 'thing',
  handlers: [on(ThingChanged, ['text'], async ({ text }, { transaction }, { event_id, stream_id, version }) => {
    const { fence } = (await transaction.first(fenceOf, {}))!;
    await transaction.execute(noteEffect, { event_id, stream_id, version, text, host: name, fence });
    if (!poison || stream_id !== `thing-${poison.thing}`) return;
    if (poison.does === 'die') process.kill(process.pid, 'SIGKILL');
    throw new Error('poison');
  })],
});
