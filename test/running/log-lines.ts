import type { Readable } from 'node:stream';

/** One line of Aurora's log, by the field names of the Elastic Common Schema. */
export type LogLine = Readonly<Record<string, unknown>>;

interface Waiting {
  readonly wanted: (line: LogLine) => boolean;
  readonly found: (line: LogLine) => void;
  readonly missed: (error: Error) => void;
}

/** What a process writes to its log, line by line as it comes. Lines that are no JSON are left out. */
export class LogLines {
  readonly lines: LogLine[] = [];
  readonly #waiting = new Set<Waiting>();
  #rest = '';

  constructor(stream: Readable) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      const parts = (this.#rest + text).split('\n');
      this.#rest = parts.pop()!;
      for (const part of parts) if (part.startsWith('{')) this.#take(JSON.parse(part) as LogLine);
    });
  }

  /** The first line, past or to come, that is `wanted`. */
  async find(wanted: (line: LogLine) => boolean): Promise<LogLine> {
    return this.lines.find(wanted) ?? new Promise((found, missed) => { this.#waiting.add({ wanted, found, missed }); });
  }

  /** Nothing more will come: who still waits is told `why`. */
  end(why: Error): void {
    for (const { missed } of this.#waiting) missed(why);
    this.#waiting.clear();
  }

  #take(line: LogLine): void {
    this.lines.push(line);
    for (const waiting of this.#waiting) {
      if (!waiting.wanted(line)) continue;
      this.#waiting.delete(waiting);
      waiting.found(line);
    }
  }
}
