/** One process that serves a module. */
export interface Instance {
  /** Unique among the instances of its module for as long as anybody may know it. */
  readonly id: string;
  /** Where it listens, without a trailing slash: `http://127.0.0.1:8002`. */
  readonly url: string;
}

/** Where the instances of one module are known from. */
export interface InstanceSource {
  /**
   * Calls `changed` with all instances, at once with those known and then whenever there are others; answers how to end that.
   * Where the source cannot be asked, those known last go on.
   */
  watch(changed: (instances: readonly Instance[]) => void): () => void;
}

/** A source that never changes, for addresses from settings. */
export const fixedInstances = (urls: readonly string[]): InstanceSource => ({
  watch: changed => {
    changed(urls.map(url => ({ id: url, url: url.replace(/\/$/, '') })));
    return () => undefined;
  },
});
