/** Fields that have a label of their own, of each operation. */
const labelled = 50;
/** Characters of a label. */
const longest = 100;

/** Fields as labels of a metric, whose number is bounded. */
export class FieldLabels {
  readonly #known = new Map<string, Set<string>>();

  /** A field with any index as `*`; what comes after fifty others of its operation is `other`. */
  of(operation: string, field: string): string {
    const label = field.replaceAll(/(?<=^|\.)\d+(?=\.|$)/g, '*').slice(0, longest);
    const known = this.#known.get(operation) ?? new Set();
    this.#known.set(operation, known);
    if (!known.has(label) && known.size === labelled) return 'other';
    known.add(label);
    return label;
  }
}
