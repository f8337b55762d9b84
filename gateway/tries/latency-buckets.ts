/** The first bucket holds what took at most a quarter of a millisecond; each next one reaches a quarter further than the one before. */
const first = 0.25, growth = 1.25;

/** Number of buckets: the last holds all from about a minute on. */
export const latencyBuckets = 56;

const perBucket = 1 / Math.log(growth);

/** The bucket of a latency in milliseconds. */
export const bucketOfLatency = (milliseconds: number): number =>
  (milliseconds <= first ? 0 : Math.min(latencyBuckets - 1, Math.ceil(Math.log(milliseconds / first) * perBucket)));

/** The longest latency in milliseconds that lies in a bucket. */
export const endOfBucket = (bucket: number): number => first * growth ** bucket;
