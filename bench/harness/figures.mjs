export const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
export const spread = values => `${Math.min(...values).toPrecision(3)}–${Math.max(...values).toPrecision(3)}`;

/** Runs the sides of a comparison in turns, after one round that does not count. Answers one list of figures per side. */
export async function rounds(count, sides, note) {
  const figures = Object.fromEntries(Object.keys(sides).map(name => [name, []]));
  for (let round = 0; round <= count; round += 1) {
    for (const [name, measure] of Object.entries(sides)) {
      const figure = await measure();
      if (round > 0) figures[name].push(figure);
    }
    note(round === 0 ? 'warmed up' : `round ${round} of ${count}`);
  }
  return figures;
}

/** Ratios of two sides, round by round. */
const ratios = (ours, theirs) => ours.map((figure, index) => figure / theirs[index]);

/** What one side takes beyond the other, round by round. */
export const differences = (ours, theirs) => ours.map((figure, index) => figure - theirs[index]);

/** A row that compares two sides by their ratio; without a goal it is there to be seen. */
export function ratioRow(figure, ours, theirs, goal, unit = 'µs') {
  const all = ratios(ours, theirs);
  return { figure, ours: `${median(ours).toFixed(0)} ${unit}`, theirs: `${median(theirs).toFixed(0)} ${unit}`, value: median(all), spread: spread(all), goal, unit: '×' };
}

/** A row of something that happens so often in a second, from the microseconds that each took; by the clock. */
export function perSecondRow(figure, walls, goal) {
  const rates = walls.map(wall => 1e6 / wall);
  return { figure, ours: '', theirs: '', value: median(rates), spread: spread(rates), goal, atLeast: true, unit: 'per s' };
}
