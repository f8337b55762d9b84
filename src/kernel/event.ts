import { z } from 'zod';

/** An earlier version of an event's data, and how it becomes the next one. Events that were stored with it stay so. */
export interface EarlierVersion {
  readonly version: number;
  readonly data: z.ZodObject;
  readonly next: (data: never) => unknown;
}

/** A kind of event that a module publishes. */
export interface EventDefinition<Data extends z.ZodObject = z.ZodObject> {
  /** As clients know it, in the past tense: `SubjectCreated`. */
  readonly name: string;
  /** As it is stored, with the version of its data: `subject.created.v1`. */
  readonly type: string;
  /** What kind of thing it tells of; with its id, the stream. */
  readonly aggregate: string;
  /** Nothing comes after it in its stream. */
  readonly last: boolean;
  readonly data: Data;
  /** Versions before this one, each with the next, the oldest first. */
  readonly earlier: readonly EarlierVersion[];
}

interface EventSpec<Data extends z.ZodObject> {
  readonly name: string;
  readonly aggregate: string;
  readonly verb: string;
  readonly version: number;
  readonly last?: boolean;
  readonly data: Data;
  readonly upcasts?: readonly EarlierVersion[];
}

/** Throws an `Error` where `upcasts` do not lead, one by one, to the version before this one. */
export function defineEvent<Data extends z.ZodObject>({ aggregate, data, last = false, name, upcasts = [], verb, version }: EventSpec<Data>): EventDefinition<Data> {
  if (upcasts.some((one, index) => one.version !== version - upcasts.length + index)) throw new Error(`the upcasts of ${aggregate}.${verb} do not lead to version ${version}`);
  return { name, aggregate, type: `${aggregate}.${verb}.v${version}`, last, data, earlier: upcasts };
}

/**
 * Keeps version `version` of an event readable once there is a next one: `upcast(1, data, ({ title, ...rest }) => ({ ...rest, name: title }))`.
 * `data` is what that version told, `next` makes the next version's data of it: of nothing else, and the same each time.
 */
export const upcast = <Data extends z.ZodObject>(version: number, data: Data, next: (data: z.output<Data>) => object): EarlierVersion => ({ version, data, next });

/** What an event is without its version: `subject.created`. */
export const kindOf = (type: string): string => type.replace(/\.v\d+$/, '');

const versionOf = (type: string): number => Number(/\.v(\d+)$/.exec(type)?.[1]);

/** The type of an earlier version of an event, as it is stored. */
export const earlierType = ({ type }: EventDefinition, { version }: EarlierVersion): string => `${kindOf(type)}.v${version}`;

/**
 * The data of an event that is stored as `type`, a version of `definition`, in the version of the definition; not validated yet if it is of
 * that version already. Throws an `Error` for a version that is newer, or is not kept any more, and for data that is not what it should be.
 */
export function upcastData(definition: EventDefinition, type: string, data: unknown): unknown {
  const [stored, known] = [versionOf(type), versionOf(definition.type)];
  if (stored > known) throw new Error(`${type} is newer than ${definition.type}, the newest that is known here; a newer Aurora handles it.`);
  const first = definition.earlier.findIndex(({ version }) => version === stored);
  if (stored < known && first === -1) throw new Error(`${type} can be read no more: ${definition.type} does not say how.`);
  return stored === known ? data : definition.earlier.slice(first).reduce((told, one) => one.next(one.data.parse(told) as never), data);
}

/** What a module has stated that it uses of an event of another. */
export interface EventUse {
  readonly consumer: string;
  readonly type: string;
  readonly fields: readonly string[];
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
