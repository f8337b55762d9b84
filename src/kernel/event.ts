import { z } from 'zod';

/** A kind of event that a module publishes. */
export interface EventDefinition<Data extends z.ZodType = z.ZodType> {
  /** As clients know it, in the past tense: `SubjectCreated`. */
  readonly name: string;
  /** As it is stored, with the version of its data: `subject.created.v1`. */
  readonly type: string;
  /** What kind of thing it tells of; with its id, the stream. */
  readonly aggregate: string;
  /** Nothing comes after it in its stream. */
  readonly last: boolean;
  readonly data: Data;
}

export function defineEvent<Data extends z.ZodType>(spec: { name: string; aggregate: string; verb: string; version: number; last?: boolean; data: Data }): EventDefinition<Data> {
  return { name: spec.name, aggregate: spec.aggregate, type: `${spec.aggregate}.${spec.verb}.v${spec.version}`, last: spec.last ?? false, data: spec.data };
}

/** An event as clients and subscribers see it. */
export const DomainEvent = z.object({
  event_id: z.string(),
  event_type: z.string(),
  aggregate_id: z.string(),
  aggregate_type: z.string(),
  event_data: z.record(z.string(), z.unknown()),
  timestamp: z.string(),
  correlation_id: z.string(),
});
export type DomainEvent = z.output<typeof DomainEvent>;
