/** Does `work` with every item, as many at once as there are lanes, each in one of them. `work` must not reject. */
export async function inLanes<Item, Lane>(items: readonly Item[], lanes: readonly Lane[], work: (item: Item, lane: Lane) => Promise<void>): Promise<void> {
  const rest = items.values();
  await Promise.all(lanes.map(async lane => {
    for (const item of rest) await work(item, lane);
  }));
}
