import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse, type Parser } from 'csv-parse';
import { decodeText, UnreadableFile } from './decode.ts';
import { delimiterOf, takeFirstLine } from './delimiter.ts';

/** One row of a table below its header. */
export interface CsvRow {
  /** As a spreadsheet counts: the header is row 1. */
  readonly row: number;
  /** As an editor counts: the line on which the row begins. */
  readonly line: number;
  readonly values: readonly string[];
}

export interface CsvTable {
  readonly header: readonly string[];
  readonly delimiter: string;
  /** Can be read once, in constant memory. Rows without any value are left out. Throws an `UnreadableFile`. */
  readonly rows: AsyncIterable<CsvRow>;
}

export interface CsvForm {
  readonly encoding?: string | undefined;
  /** One character; found from the header if absent. */
  readonly delimiter?: string | undefined;
}

/** Characters of one row; a longer one comes from a quote that is never closed. */
const longestRow = 4_000_000;

/** Opens a CSV file (RFC 4180, with any line ends and with or without a byte order mark). Throws an `UnreadableFile`. */
export async function openCsvTable(path: string, form: CsvForm = {}): Promise<CsvTable> {
  const texts = decodeText(createReadStream(path), form.encoding);
  const first = await takeFirstLine(texts);
  const delimiter = form.delimiter ?? delimiterOf(first.line);
  const parser = parse({ delimiter, relax_column_count: true, max_record_size: longestRow });
  pipeline(Readable.from(following(first.taken, texts)), parser, () => { /* the reader of the parser is told */ });
  const records = numbered(parser);
  const { value: header } = await records.next();
  if (!header?.values.some(isFilled)) throw new UnreadableFile('the file has no header row');
  return { header: header.values.map(name => name.trim()), delimiter, rows: filled(records) };
}

async function* following(start: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield start;
  yield* rest;
}

async function* numbered(parser: Parser): AsyncGenerator<CsvRow, undefined> {
  let row = 0;
  let line = 1;
  try {
    for await (const values of parser as AsyncIterable<string[]>) {
      yield { row: ++row, line, values };
      line += values.reduce((ends, value) => ends + lineEndsIn(value), 1);
    }
  } catch (error) {
    throw error instanceof CsvError ? new UnreadableFile(explain(error)) : error;
  }
  return undefined;
}

function explain(error: CsvError): string {
  const unclosed = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE';
  return unclosed ? `a quote is opened in row ${Number(error['records']) + 1} and never closed` : `not valid CSV: ${error.message}`;
}

async function* filled(rows: AsyncIterable<CsvRow>): AsyncGenerator<CsvRow> {
  for await (const row of rows) if (row.values.some(isFilled)) yield row;
}

const lineEndsIn = (text: string): number => (text.includes('\n') || text.includes('\r') ? text.split(/\r\n?|\n/).length - 1 : 0);

const isFilled = (value: string): boolean => value.trim() !== '';
