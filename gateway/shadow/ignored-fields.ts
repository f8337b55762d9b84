/** Paths of fields to ignore, by segment, as far as they are still ahead of the field that is looked at. */
export type IgnoredFields = readonly (readonly string[])[];

/** Dotted paths as contracts write them; `*` stands for any index or key. */
export const ignoredFields = (paths: readonly string[]): IgnoredFields => paths.map(path => path.split('.'));

/** What is to be ignored below `key`; undefined if `key` itself is. */
export function ignoredBelow(ignored: IgnoredFields, key: string): IgnoredFields | undefined {
  const ahead: (readonly string[])[] = [];
  for (const [segment, ...rest] of ignored) {
    if (segment !== key && segment !== '*') continue;
    if (rest.length === 0) return undefined;
    ahead.push(rest);
  }
  return ahead;
}
