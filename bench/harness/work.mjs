/** Does `work(count)` whenever the parent asks, after `prepare(count)`, and answers what one of the `count` calls cost, with the figures that `work` has besides. */
export function answerRounds(work, prepare = async () => undefined) {
  async function round(count) {
    await prepare(count);
    const cpu = process.cpuUsage();
    const started = performance.now();
    const besides = await work(count);
    const wall = (performance.now() - started) * 1000;
    const { user, system } = process.cpuUsage(cpu);
    process.send({ cpu: (user + system) / count, wall: wall / count, ...besides });
  }
  process.on('message', ({ count }) => void round(count));
  process.once('disconnect', () => process.exit(0));
  process.send('ready');
}

/** Runs `call` `count` times, `width` at a time. */
export async function inFlight(width, count, call) {
  let left = count;
  await Promise.all(Array.from({ length: width }, async () => { while (left-- > 0) await call(); }));
}
