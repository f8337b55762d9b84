const size = value => (value >= 100 ? value.toFixed(0) : value.toPrecision(2));
const number = (value, unit) => `${size(value)} ${unit}`;

/** A row's goal is an upper bound, or a lower one where it says `atLeast`; a row without a goal is there to be seen. */
function verdict({ value, goal, atLeast, missing }) {
  if (missing) return `not measured: ${missing}`;
  if (goal === undefined) return '';
  return (atLeast ? value >= goal : value <= goal) ? 'met' : 'missed';
}

const goalOf = ({ goal, atLeast, unit }) => (goal === undefined ? '' : `${atLeast ? '≥' : '≤'} ${number(goal, unit)}`);

/** A row as the terminal shows it. */
export const line = row => `${row.figure}: ${[row.missing ? '' : `${number(row.value, row.unit)} (${row.spread})`, row.ours && row.theirs && `${row.ours} against ${row.theirs}`, goalOf(row), verdict(row)].filter(Boolean).join(', ')}`;

/** A row as the page shows it. */
const cells = row => ({
  figure: row.figure, ours: row.ours, theirs: row.theirs, value: row.missing ? '' : number(row.value, row.unit), spread: row.spread ?? '', goal: goalOf(row), verdict: verdict(row),
});

/** What is kept of one figure: when, where and at what commit it was measured, and its rows. */
export const resultOf = ({ title, how, rows }, machine) => ({ title, how, machine, rows: rows.map(cells) });

/** The page of figures: each beside its goal, met or missed. */
export function report(results) {
  const rows = results.flatMap(({ machine, rows: measured }) => measured.map(({ figure, goal, ours, spread, theirs, value, verdict: said }) =>
    `| ${figure} | ${ours} | ${theirs} | ${value} | ${spread} | ${goal} | ${said} | ${machine.date}, ${machine.commit}, ${machine.rounds} |`));
  const machines = [...new Set(results.map(({ machine: { cores, memory, node } }) => `${cores} cores, ${memory} GiB of memory and Node ${node}`))];
  return `# Benchmarks

Made by \`npm run bench\`, on ${machines.join('; on ')}. A run of some figures (\`-- --only NAME\`) replaces those; the last column says when each was measured, at which commit, and in how many rounds. Each figure is the median of these rounds, in which both sides take turns, after one that does not count. A ratio compares CPU time of the two processes in the same round, smaller is better, unless the row says something else.

| figure | Aurora | peer | value | spread | goal | | measured |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}

What is compared:

${results.filter(({ how }) => how).map(({ how, title }) => `- **${title}.** ${how}`).join('\n')}
`;
}
