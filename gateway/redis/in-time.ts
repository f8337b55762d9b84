/**
 * The answer, or a rejection once it has been waited for `patience` milliseconds. What this process spends on its own work meanwhile
 * is no waiting: an answer that is there already is read before it is given up.
 */
export function inTime<Answer>(answer: Promise<Answer>, patience: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error(`There was no answer within ${patience} ms.`));
    let timer: NodeJS.Timeout = setTimeout(() => { timer = setTimeout(() => setImmediate(giveUp), patience / 2); }, patience / 2);
    answer.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}
