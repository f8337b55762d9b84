/** A table of Markdown; pipes and line breaks in cells are made safe. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

const cell = (text: string): string => text.replace(/\\?\|/g, '\\|').replace(/\s*\n\s*/g, ' ');

export const code = (text: string): string => `\`${text}\``;

/** Paragraphs of one file, with a blank line between them. */
export const page = (...parts: readonly (string | readonly string[])[]): string => `${parts.flat().filter(part => part !== '').join('\n\n')}\n`;
