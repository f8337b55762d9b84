import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { debianPython } from '../services/installed.ts';
import { endWithTests } from './children.ts';
import { freePort } from './free-port.ts';
import { ServerProcess } from './server-process.ts';
import { testFolder, type TestFolder } from './test-folder.ts';

const program = join(import.meta.dirname, 'swift', 'serve.py');

/**
 * An S3-compatible server of its own: OpenStack Swift behind its s3api, with a folder and a port, to be killed and stopped. It checks
 * signatures. Its tests begin with `describeWith('s3', …)`. Dispose of it with `await using`.
 */
export class OwnS3 extends ServerProcess {
  /** What gets in. */
  static readonly credentials = { AWS_ACCESS_KEY_ID: 'test:tester', AWS_SECRET_ACCESS_KEY: 'open-sesame-4711' } as const;
  /** As in `http://127.0.0.1:40001`. */
  readonly endpoint: string;
  readonly #port: number;
  #buckets = 0;

  private constructor(folder: TestFolder, port: number) {
    super(folder);
    this.#port = port;
    this.endpoint = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<OwnS3> {
    const server = new OwnS3(await testFolder(), await freePort());
    await server.start();
    return server;
  }

  /** The address of a file store in a bucket there, which need not be. */
  address(bucket: string, prefix = ''): string {
    return `s3://${bucket}?endpoint=${encodeURIComponent(this.endpoint)}&region=us-east-1${prefix === '' ? '' : `&prefix=${encodeURIComponent(prefix)}`}`;
  }

  /** Makes a bucket that no other test has, and answers its name. */
  async makeBucket(): Promise<string> {
    const Bucket = `bucket-${this.#buckets += 1}`;
    await this.#withClient(client => client.send(new CreateBucketCommand({ Bucket })));
    return Bucket;
  }

  /** The keys of everything in a bucket, in order. */
  keys(bucket: string): Promise<string[]> {
    return this.#withClient(async client => {
      const keys: string[] = [];
      for (let token: string | undefined, more = true; more;) {
        const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, ContinuationToken: token }));
        keys.push(...(page.Contents ?? []).map(object => object.Key!));
        token = page.NextContinuationToken;
        more = token !== undefined;
      }
      return keys;
    });
  }

  /** Does something there as whoever may do everything. */
  async #withClient<Result>(work: (client: S3Client) => Promise<Result>): Promise<Result> {
    const client = this.client();
    try {
      return await work(client);
    } finally {
      client.destroy();
    }
  }

  /** A client who may do everything. Destroy it afterwards. */
  client(): S3Client {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = OwnS3.credentials;
    return new S3Client({ endpoint: this.endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { accessKeyId, secretAccessKey }, requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' });
  }

  /** Starts it, with what it had, and waits until it answers. */
  async start(): Promise<void> {
    const child = spawn(debianPython, [program, this.folder.path, String(this.#port)], { env: { PATH: process.env['PATH'], SWIFT_TEST_KEY: OwnS3.credentials.AWS_SECRET_ACCESS_KEY }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    endWithTests(child);
    this.runAs(child);
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => { errors = (errors + text).slice(-4_000); });
    const ready = await Promise.race([once(createInterface(child.stdout), 'line'), once(child, 'exit').then(() => undefined)]);
    if (ready?.[0] !== 'ready') throw new Error(`Swift has not started.\n${errors}`);
  }
}
