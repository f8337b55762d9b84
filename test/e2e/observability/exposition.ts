/** One sample of Prometheus' text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const line = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g;

/** Reads the text format; throws on a line that is none of it. */
export function readSamples(text: string): Sample[] {
  return text.split('\n').filter(one => one !== '' && !one.startsWith('#')).map(one => {
    const [, name, labels = '', value] = line.exec(one) ?? [];
    if (name === undefined) throw new Error(`no sample: ${one}`);
    return { name, labels: Object.fromEntries([...labels.matchAll(label)].map(([, key, given]) => [key!, given!])), value: Number(value) };
  });
}

/** The sample of `name` with these labels and maybe others; 0 where there is none. */
export const valueOf = (samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>>): number =>
  samples.find(sample => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value))?.value ?? 0;
