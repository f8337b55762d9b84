const met = ({ value, goal }) => (value <= goal ? 'met' : 'missed');
const number = (value, unit) => `${value >= 100 ? value.toFixed(0) : value.toPrecision(2)} ${unit}`;

/** The page of figures: each beside its goal, met or missed. */
export function report({ cores, memory, node, commit, date, rounds }, sections) {
  const rows = sections.flatMap(section => section.rows).map(row =>
    `| ${row.figure} | ${row.ours} | ${row.theirs} | ${number(row.value, row.unit)} | ${row.spread} | ≤ ${number(row.goal, row.unit)} | ${met(row)} |`);
  return `# Benchmarks

Made by \`npm run bench\` on ${date}, at commit ${commit}, with ${cores} cores, ${memory} GiB of memory and Node ${node}. Each figure is the median of ${rounds} rounds, in which both sides take turns, after one that does not count. A ratio compares CPU time of the two processes in the same round; smaller is better.

| figure | Aurora | peer | value | spread | goal | |
|---|---|---|---|---|---|---|
${rows.join('\n')}
`;
}
