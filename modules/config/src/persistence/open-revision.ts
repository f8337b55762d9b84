import { AuroraError } from '@aurora/kernel';
import { prepare, type Unit } from '@aurora/platform/persistence';
import type { Difference } from '../../contract/index.ts';
import type { Approvals } from '../domain/approvals.ts';
import { withoutSecrets } from '../domain/secret-in-clear.ts';
import { shownLayer, type Layer } from '../domain/layer.ts';
import type { ConfigTables } from './tables.ts';

/** One thing that a revision changes; values are JSON text, null for none. */
export interface Change extends Layer {
  readonly kind: 'setting' | 'flag';
  readonly key: string;
  readonly before: string | null;
  readonly after: string | null;
}

type Row = ConfigTables['configuration'];

const takeNumber = prepare<ConfigTables, object>()(db => db.updateTable('configuration').set(row => ({ revision: row('revision', '+', 1) })).where('id', '=', 1));
const read = prepare<ConfigTables, object>()(db => db.selectFrom('configuration').select(['revision', 'settings_version']).where('id', '=', 1));
const write = prepare<ConfigTables, Pick<Row, 'revision' | 'settings_version'>>()((db, { revision, settings_version }) =>
  db.updateTable('configuration').set({ revision, settings_version }).where('id', '=', 1));
const insertRevision = prepare<ConfigTables, ConfigTables['revision']>()((db, row) =>
  db.insertInto('revision').values({ number: row.number, author: row.author, reason: row.reason, created_at: row.created_at }));
const insertChange = prepare<ConfigTables, ConfigTables['revision_change']>()((db, row) =>
  db.insertInto('revision_change').values({
    revision: row.revision, place: row.place, kind: row.kind, key: row.key, environment: row.environment, service: row.service, before: row.before, after: row.after,
  }));

/** In whose name a revision is made, where it is not who asks for it now, and whether another has approved of it. */
export interface Authored {
  readonly author: string;
  readonly approved: boolean;
}

/** Begins changes of the whole. */
export class Revisions {
  readonly approvals: Approvals;
  readonly #committed: () => void;

  /** `committed` is told of each that has been committed. */
  constructor(approvals: Approvals, committed: () => void) {
    this.approvals = approvals;
    this.#committed = committed;
  }

  open(unit: Unit): Promise<OpenRevision> {
    unit.transaction.onCommit(this.#committed);
    return OpenRevision.open(unit, this.approvals);
  }
}

/**
 * A change of the whole in the making. Taking its number is the first write, so that changes come one after the other
 * and each sees what the one before has left.
 */
export class OpenRevision {
  readonly number: number;
  readonly #unit: Unit;
  readonly #approvals: Approvals;
  readonly #settingsVersion: number;

  private constructor(unit: Unit, approvals: Approvals, row: Pick<Row, 'revision' | 'settings_version'>) {
    this.#unit = unit;
    this.#approvals = approvals;
    this.number = row.revision;
    this.#settingsVersion = row.settings_version;
  }

  static async open(unit: Unit, approvals: Approvals): Promise<OpenRevision> {
    await unit.transaction.execute(takeNumber, {});
    return new OpenRevision(unit, approvals, (await unit.transaction.first(read, {}))!);
  }

  /** The revision that this one is a change of. */
  get base(): { readonly id: string; readonly version: number } {
    return { id: 'revision', version: this.number - 1 };
  }

  /** The version of the settings once this revision has changed them. */
  get settingsVersion(): number {
    return this.#settingsVersion + 1;
  }

  /**
   * Writes the revision; without changes it gives its number back. Answers the revision of the whole after it. Rejects with `FORBIDDEN` where
   * another must approve of the changes, and has not.
   */
  async close(changes: readonly Change[], reason: string | undefined, by?: Authored): Promise<number> {
    const { context, now, transaction } = this.#unit;
    if (by?.approved !== true && await this.#approvals.demandedFor(transaction, changes)) {
      throw new AuroraError('FORBIDDEN', 'Another must approve of this change before it takes effect: propose it instead.', { details: { approval: 'needed' } });
    }
    const settings = changes.some(change => change.kind === 'setting');
    const revision = changes.length === 0 ? this.base.version : this.number;
    await transaction.execute(write, { revision, settings_version: settings ? this.settingsVersion : this.#settingsVersion });
    if (changes.length === 0) return revision;
    await transaction.execute(insertRevision, { number: revision, author: by?.author ?? context.principal.id, reason: reason ?? null, created_at: now });
    for (const [place, { kind, key, environment, service, before, after }] of changes.entries()) {
      await transaction.execute(insertChange, { revision, place, kind, key, environment, service, before, after });
    }
    return revision;
  }
}

/** A change as answers show it, without secrets. */
export function shownChange({ after, before, key, kind, ...layer }: Change): Difference {
  // What a flag is called says what it switches, and its variants are named after that.
  const shown = (text: string | null): unknown => (text === null ? null : withoutSecrets(kind === 'setting' ? key : '', JSON.parse(text)));
  return { kind, key, ...shownLayer(layer), before: shown(before), after: shown(after) };
}
