import { describeWith } from '@aurora/test/services';
// Sees to it that the server ends with the tests, though only deployments that need it start it.
import './bucket.ts';
import type { Engine } from './deployment.ts';
import { onEveryEngine } from './engines.ts';

/** The same tests on every engine with files on the local disk, and with files in a bucket of an S3 server. */
export function onEveryStore(title: string, tests: (engine: Engine) => void): void {
  onEveryEngine(title, tests);
  describeWith('s3', title, () => tests('sqlite+s3'));
}
