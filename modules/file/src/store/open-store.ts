import { join } from 'node:path';
import type { FileStore } from './file-store.ts';
import { LocalFileStore } from './local-file-store.ts';
import type { S3Credentials } from './s3-file-store.ts';
import { s3Reason } from './s3-failure.ts';
import { AddressError, parseStoreAddress, type StorePlace } from './store-address.ts';

/** A store cannot be used from here; in one line for operators, without a secret. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** The folder of the local store. */
export const localFolder = (dataDir: string): string => join(dataDir, 'files');

/** The place that AURORA_FILE_STORE names. Throws a `StoreError`. */
export function configuredPlace(address: string): StorePlace {
  try {
    return parseStoreAddress(address);
  } catch (error) {
    throw error instanceof AddressError ? new StoreError(`AURORA_FILE_STORE ${error.message}.`) : error;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Opens the store at a place, and asks it whether it may be used. Rejects with a `StoreError`. */
export async function openStore(place: StorePlace, dataDir: string, env: Environment = process.env): Promise<FileStore> {
  if (!('s3' in place)) return new LocalFileStore(localFolder(dataDir));
  const credentials = credentialsIn(env);
  // Only who uses S3 pays for its SDK.
  const { S3FileStore } = await import('./s3-file-store.ts');
  const store = new S3FileStore(place.s3, credentials);
  try {
    await store.check();
    return store;
  } catch (error) {
    store.close();
    throw new StoreError(`The file store ${place.address} cannot be used: ${s3Reason(error)}.`);
  }
}

function credentialsIn(env: Environment): S3Credentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env;
  if (!accessKeyId || !secretAccessKey) throw new StoreError('A file store on S3 needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment.');
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
