import { isDeepStrictEqual } from 'node:util';
import { foldText } from '@aurora/kernel';
import { shownApart } from './shown.ts';
import type { Note, SubjectRow } from './subject-row.ts';

const fields = ['name', 'description', 'department', 'credits'] as const;
/** Notes kept of one subject; its other rows mostly say the same again. */
const mostNotes = 20;

/** One subject from two of its rows: what the earlier says stays, what it leaves open is taken from the later, and each contradiction is noted once. */
export function mergeRows(known: SubjectRow, later: SubjectRow): SubjectRow {
  const contradictions = fields
    .filter(field => known[field] !== null && later[field] !== null && !same(known[field], later[field]))
    .map((field): Note => ({ row: later.row, line: later.line, text: contradiction(field, known, later) }));
  const notes = [...known.notes];
  for (const note of [...later.notes, ...contradictions]) {
    if (notes.length < mostNotes && !notes.some(told => told.text === note.text)) notes.push(note);
  }
  return {
    ...known, notes,
    name: known.name ?? later.name,
    description: known.description ?? later.description,
    department: known.department ?? later.department,
    credits: known.credits ?? later.credits,
  };
}

function contradiction(field: (typeof fields)[number], known: SubjectRow, later: SubjectRow): string {
  const [stays, differs] = shownApart(known[field], later[field]);
  return `${field}: ${differs} contradicts ${stays} of row ${known.row}, which stays`;
}

const same = (one: unknown, other: unknown): boolean =>
  one === other || (typeof one === 'string' && typeof other === 'string' ? foldText(one) === foldText(other) : isDeepStrictEqual(one, other));
