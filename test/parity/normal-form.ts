/** Ids that a text may name, after what they are ids of. */
const named = /\b(subject|department|syllabus|file|flag|setting_schema|api[ _]key|planned[ _]change)([ :-])(\d+|[0-9a-hjkmnp-tv-z]{12})\b/gi;
const fileId = /\b[0-9a-hjkmnp-tv-z]{26}\b/g;
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g, '<time>'],
  [/[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT/g, '<time>'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>'],
  [/aurora_[0-9a-z]{12}_[\w-]{43}/g, '<key>'],
  // Digests, of what may be written in another order.
  [/^[\w-]{43}$/g, '<digest>'],
  [/max-age=\d+/g, 'max-age=<seconds>'],
  [/([?&])(exp|sig)=[^&]*/g, '$1$2=<$2>'],
];

/**
 * Puts values into a form that is equal wherever what they tell is equal: each id is replaced by the place of its first
 * appearance, and times, cursors and signatures by what they are. One for each stage.
 */
export class NormalForm {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** `kind` says what an `id` at the top is the id of. */
  of(value: unknown, kind: string): unknown {
    if (Array.isArray(value)) return value.map(item => this.of(item, kind));
    if (typeof value === 'string') return this.#text(value);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, this.#field(key, field, kind)]));
  }

  #field(key: string, value: unknown, kind: string): unknown {
    // Noted by background work, which not every stage does.
    if (key === 'evaluated_at' || key === 'delivered_at') return '<hour>';
    if (value === null || value === undefined) return value;
    if (key === 'id') return this.#name(kind, String(value));
    if (/^(?:subject|department|syllabus|file)_id$/.test(key)) return this.#name(key.slice(0, -3), String(value));
    if (key === 'target' && /^\d+$/.test(String(value))) return this.#name('subject', String(value));
    if (key === 'hash') return '<hash>';
    if (key === 'next' && typeof value === 'string') return '<cursor>';
    if (key === 'storage_path' || key === 'path' && typeof value === 'string' && value.includes('/')) return '<path>';
    return this.of(value, kind);
  }

  #text(text: string): string {
    let normal = text.replace(named, (_, kind: string, between: string, id: string) => `${kind}${between}${this.#name(kind.toLowerCase().replace(' ', '_'), id)}`);
    normal = normal.replace(fileId, id => this.#name('file', id));
    for (const [pattern, replacement] of patterns) normal = normal.replace(pattern, replacement);
    return normal;
  }

  #name(kind: string, id: string): string {
    const known = this.#names.get(`${kind} ${id}`);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    const name = `<${kind} ${count}>`;
    this.#counts.set(kind, count);
    this.#names.set(`${kind} ${id}`, name);
    return name;
  }
}
