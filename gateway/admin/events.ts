import { isAway, type CallContext, type Handlers } from '@aurora/kernel';
import type { EventsStatus } from '@aurora/platform/events';
import { audit } from './audit.ts';
import type { gatewayContract } from './contract.ts';
import type { eventsOperations } from './events-contract.ts';
import { portsOf } from './known-module.ts';
import type { AdminSources } from './sources.ts';

type EventHandlers = Pick<Handlers<typeof gatewayContract>, keyof typeof eventsOperations>;

/** Milliseconds for a module to say how far it is. */
const patience = 2_000;

/** Answers what is asked of events by asking their modules; what changes something is logged with who, what and why. */
export function eventHandlers({ events, logger, modules }: AdminSources): EventHandlers {
  const of = portsOf(modules, events);
  const statusOf = async (module: string, context: CallContext): Promise<EventsStatus | undefined> => {
    try {
      return await (await of(module)).eventsStatus({}, { ...context, deadline: Math.min(context.deadline, Date.now() + patience) });
    } catch (error) {
      if (isAway(error)) return undefined;
      throw error;
    }
  };
  return {
    eventsStatus: async (_, context) => {
      const found = await Promise.all(modules.map(module => statusOf(module, context)));
      return { items: found.filter(status => status !== undefined), away: modules.filter((_module, index) => found[index] === undefined) };
    },
    listEvents: async ({ module, ...asked }, context) => (await of(module)).eventsAfter(asked, context),
    getEvent: async ({ id, module }, context) => (await of(module)).findEvent({ id }, context),
    listEventsOf: async ({ module, ...asked }, context) => (await of(module)).eventsOfStream(asked, context),
    keptEvents: async ({ module, ...asked }, context) => (await of(module)).keptEvents(asked, context),
    redriveEvents: async ({ module, ...which }, context) => {
      const answer = await (await of(module)).redriveEvents(which, context);
      audit(logger, 'events.redriven', context, module, { ...which, ...answer });
      return answer;
    },
    skipEvent: async ({ module, ...which }, context) => {
      const skipped = await (await of(module)).skipEvent(which, context);
      audit(logger, 'event.skipped', context, module, which);
      return skipped;
    },
    replayEvents: async ({ module, ...which }, context) => {
      const answer = await (await of(module)).replayEvents(which, context);
      audit(logger, 'events.replayed', context, module, which);
      return answer;
    },
    pruneEvents: async ({ module, ...which }, context) => {
      const answer = await (await of(module)).pruneEvents(which, context);
      audit(logger, 'events.pruned', context, module, which);
      return answer;
    },
    forgetSubscriber: async ({ module, subscriber }, context) => {
      await (await of(module)).forgetSubscriber({ subscriber }, context);
      audit(logger, 'subscriber.forgotten', context, module, { subscriber });
    },
  };
}
