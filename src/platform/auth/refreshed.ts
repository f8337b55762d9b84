export interface RefreshOptions<Value> {
  readonly load: () => Promise<Value>;
  /** Age in milliseconds from which the value is loaded again before it is used. */
  readonly maxAge: number;
  /** Least time between the beginnings of two loads, in milliseconds. Shorter, at most 5 s, while there is no value at all. */
  readonly interval: number;
  readonly now: () => number;
  /** Told of every load that failed. */
  readonly report: (error: unknown) => void;
}

/** A value that lives elsewhere. When it can't be loaded again, the one known goes on. */
export interface Refreshed<Value> {
  /** The value, at most `maxAge` old if its source answered last. Rejects only while there has never been one. */
  get(): Promise<Value>;
  /** The value, loaded again unless that was tried less than `interval` ago. */
  newer(): Promise<Value>;
}

const firstInterval = 5_000;

export function createRefreshed<Value>({ load, maxAge, interval, now, report }: RefreshOptions<Value>): Refreshed<Value> {
  let known: { readonly value: Value; readonly at: number } | undefined;
  let attempt: { readonly at: number; readonly failure: unknown } | undefined;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    const at = now();
    let failure: unknown;
    try {
      known = { value: await load(), at };
    } catch (error) {
      failure = error;
      report(error);
    }
    attempt = { at, failure };
    running = undefined;
  }

  // The distance both ways: a clock that is set back must not put off the next load by as much.
  const since = (at: number): number => Math.abs(now() - at);

  async function newer(): Promise<Value> {
    const rest = known ? interval : Math.min(interval, firstInterval);
    if (running || !attempt || since(attempt.at) >= rest) await (running ??= run());
    if (known) return known.value;
    throw attempt!.failure;
  }

  async function get(): Promise<Value> {
    if (!known || since(known.at) < maxAge) return known ? known.value : newer();
    const renewed = newer();
    // A source that is known to be away is tried in the background: nobody waits for it twice.
    return attempt?.failure === undefined ? renewed : known.value;
  }

  return { get, newer };
}
