/** A token that ends before its time, or all tokens of a principal that were issued until some moment. */
export type Revocation =
  | { readonly jti: string }
  | { readonly subject: string; /** Milliseconds since the epoch. */ readonly issuedUntil: number };

export interface Revocations {
  /** `subject` is a principal's id; `issuedAt` is in milliseconds since the epoch. */
  isRevoked(jti: string | undefined, subject: string, issuedAt: number): boolean;
}

/** Revocations known to this process. */
export interface PulledRevocations extends Revocations {
  /** Pulls them anew and resolves once whatever was revoked before the call counts here. Rejects if the pull does; the known ones go on. */
  refresh(): Promise<void>;
}

/** Revocations as `pull` gives them: all that still matter. Call `refresh` at the start, every few seconds, and after a revocation made here. */
export function createRevocations(pull: () => Promise<readonly Revocation[]>): PulledRevocations {
  let ids: ReadonlySet<string> = new Set();
  let subjects: ReadonlyMap<string, number> = new Map();
  let running: Promise<void> | undefined;
  let waiting: Promise<void> | undefined;

  async function load(): Promise<void> {
    const revocations = await pull();
    const latest = new Map<string, number>();
    for (const revocation of revocations) {
      if ('subject' in revocation) latest.set(revocation.subject, Math.max(revocation.issuedUntil, latest.get(revocation.subject) ?? 0));
    }
    ids = new Set(revocations.flatMap(revocation => ('jti' in revocation ? [revocation.jti] : [])));
    subjects = latest;
  }

  const start = (): Promise<void> => (running = load().finally(() => { running = undefined; }));

  return {
    isRevoked: (jti, subject, issuedAt) => (jti !== undefined && ids.has(jti)) || issuedAt <= (subjects.get(subject) ?? -1),
    // A pull that is under way may have read too early: one more follows it, for all who ask meanwhile.
    refresh: () => (running ? (waiting ??= running.catch(() => undefined).then(() => { waiting = undefined; return start(); })) : start()),
  };
}
