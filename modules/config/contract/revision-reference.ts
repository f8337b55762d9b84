import { z } from 'zod';

/** What a tag is called: never like a number or a time. */
export const tagName = z.string().regex(/^(?!(?:main|master|latest)$)[A-Za-z][A-Za-z0-9_.-]{0,63}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ . - that begin with a letter, and none of main, master and latest, which name the present revision');

/** A revision by its number, a tag, or a time: that which was the present one then. */
export const revisionReference = z.union([
  z.int().min(0),
  z.string().regex(/^(?:\d{1,15}|[A-Za-z][A-Za-z0-9_.-]{0,63}|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)$/, 'must be a revision: its number, a tag, or a time in UTC with milliseconds, for the one that was the present one then'),
]);
export type RevisionReference = z.output<typeof revisionReference>;
