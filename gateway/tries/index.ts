export { bucketOfLatency, endOfBucket } from './latency-buckets.ts';
export { Tries, type OperationTries, type TriesReport } from './tries.ts';
