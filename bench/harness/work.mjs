/** Does `work(count)` whenever the parent asks, and answers what one of the `count` calls cost. */
export function answerRounds(work) {
  async function round(count) {
    const cpu = process.cpuUsage();
    const started = performance.now();
    await work(count);
    const wall = (performance.now() - started) * 1000;
    const { user, system } = process.cpuUsage(cpu);
    process.send({ cpu: (user + system) / count, wall: wall / count });
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
