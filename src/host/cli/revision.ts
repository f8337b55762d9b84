import { InvalidArgumentError } from 'commander';

/** Reads a revision as people name it: a number, a tag, or a time such as 2026-11-23 or 2026-11-23T12:00Z. */
export function readRevision(text: string): number | string {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  if (/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(text)) return text;
  const time = readTimeText(text);
  if (time === undefined) throw new InvalidArgumentError('A revision is a number as "aurora config history" shows it, a tag, or a time such as 2026-11-23T12:00Z.');
  return time;
}

/** Times without a zone are UTC; undefined for what is no time. */
export function readTimeText(text: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/.test(text)) return undefined;
  const at = new Date(/(?:Z|[+-]\d{2}:\d{2})$|^.{10}$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
