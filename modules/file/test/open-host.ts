import fileModule from '@aurora/file';
import type { fileContract } from '@aurora/file/contract';
import migrations from '@aurora/migrations/file';
import { hostModule, type HostedModule } from '@aurora/platform/module';
import { openDatabase, type DatabaseLocation } from '@aurora/platform/persistence';
import { readSettings } from '@aurora/platform/settings';
import { createLoggerOn } from '@aurora/platform/telemetry';

export type FileHost = HostedModule<typeof fileContract>;

const silent = createLoggerOn({ write: () => undefined }, { level: 'silent', service: 'test' });
export const apiUrl = 'https://syllabi.example.edu/api/v1';

/** The one key of tests that don't say otherwise. */
export const testKeys = [{ id: 'k1', key: Buffer.alloc(32, 1) }];

export interface HostOptions {
  /** Settings by their variables, as in `AURORA_FILE_MAX_SIZE`. */
  readonly env?: Readonly<Record<string, string>>;
  readonly keys?: () => typeof testKeys;
}

/** A host of the file module on a database and a data folder that other hosts may use too. */
export async function openHost(dataDir: string, location: DatabaseLocation, { env = {}, keys = () => testKeys }: HostOptions = {}): Promise<FileHost> {
  const database = await openDatabase({ module: 'file', location, entities: fileModule.entities });
  return hostModule(fileModule, {
    database, migrations, ports: {}, settings: readSettings({ AURORA_DATA_DIR: dataDir, ...env }), logger: silent, secrets: { keys }, apiUrl, wire: true,
  });
}
