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

/** The page of figures: each beside its goal, met or missed. */
export function report({ cores, memory, node, commit, date, rounds }, sections) {
  const rows = sections.flatMap(section => section.rows).map(row =>
    `| ${row.figure} | ${row.ours} | ${row.theirs} | ${row.missing ? '' : number(row.value, row.unit)} | ${row.spread ?? ''} | ${goalOf(row)} | ${verdict(row)} |`);
  const notes = sections.filter(section => section.how).map(({ title, how }) => `- **${title}.** ${how}`);
  return `# Benchmarks

Made by \`npm run bench\` on ${date}, at commit ${commit}, with ${cores} cores, ${memory} GiB of memory and Node ${node}. Each figure is the median of ${rounds} rounds, in which both sides take turns, after one that does not count. A ratio compares CPU time of the two processes in the same round, smaller is better, unless the row says something else.

| figure | Aurora | peer | value | spread | goal | |
|---|---|---|---|---|---|---|
${rows.join('\n')}

What is compared:

${notes.join('\n')}
`;
}
