/** What a token must allow: `<area>:read`, `<area>:write`, or `admin`, which allows everything. */
export type Scope = 'admin' | `${string}:read` | `${string}:write`;

const pattern = /^(?:admin|[a-z][a-z-]*:(?:read|write))$/;

export const isScope = (text: string): text is Scope => pattern.test(text);

export const allows = (granted: ReadonlySet<Scope>, needed: Scope): boolean => granted.has(needed) || granted.has('admin');

export const roles = ['reader', 'editor', 'admin'] as const;
export type Role = (typeof roles)[number];

const content = ['subject', 'syllabus', 'file'] as const;

/** The scopes of a role: a reader reads syllabi, subjects and files; an editor writes them too; an admin may do everything. */
export function scopesOf(role: Role): Scope[] {
  const read = content.map(area => `${area}:read` as const);
  if (role === 'reader') return read;
  if (role === 'editor') return [...read, ...content.map(area => `${area}:write` as const)];
  return ['admin'];
}
