import { z } from 'zod';
import type { CallPolicyOverride } from './call-policy.ts';

/** What a deployment may change of an operation's policy: the value of the setting `gateway.policy.<module>.<operation>`. */
export const PolicySetting = z.strictObject({
  deadline_ms: z.int().min(10).max(3_600_000).optional().describe('For everything together; longer than the contract says has no effect.'),
  try_timeout_ms: z.int().min(10).max(3_600_000).optional().describe('In which a try must have begun to answer.'),
  tries: z.int().min(1).max(10).optional().describe('In all.'),
});

/** What the keys of such settings begin with. */
export const policyPrefix = 'gateway.policy.';

/** The policies that a deployment has changed, as they were last heard of. */
export class PolicyOverrides {
  readonly #report: (key: string, error: unknown) => void;
  #known: ReadonlyMap<string, CallPolicyOverride> = new Map();

  /** `report` is told of what a setting says that is no policy; the last good one holds on. */
  constructor(report: (key: string, error: unknown) => void) {
    this.#report = report;
  }

  /** For an operation by its label, as in `subject.get`. */
  of(label: string): CallPolicyOverride | undefined {
    return this.#known.get(label);
  }

  /** Every one there is, by the label of its operation. */
  get all(): ReadonlyMap<string, CallPolicyOverride> {
    return this.#known;
  }

  /** Takes over what the config module says now. */
  update(settings: readonly { readonly key: string; readonly value: unknown }[]): void {
    const before = this.#known;
    this.#known = new Map(settings.filter(({ key }) => key.startsWith(policyPrefix)).flatMap(({ key, value }) => {
      const label = key.slice(policyPrefix.length);
      const { success, data, error } = PolicySetting.safeParse(value);
      if (success) return [[label, overrideOf(data)] as const];
      this.#report(key, error);
      const last = before.get(label);
      return last ? [[label, last] as const] : [];
    }));
  }
}

const overrideOf = ({ deadline_ms: deadline, try_timeout_ms: tryTimeout, tries }: z.output<typeof PolicySetting>): CallPolicyOverride =>
  ({ ...(deadline === undefined ? {} : { deadline }), ...(tryTimeout === undefined ? {} : { tryTimeout }), ...(tries === undefined ? {} : { tries }) });
