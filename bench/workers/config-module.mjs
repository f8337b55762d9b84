import { hostModule } from '@aurora/platform/module';
import { migrate, openDatabase } from '@aurora/platform/persistence';
import { readSettings } from '@aurora/platform/settings';
import { createLogger } from '@aurora/platform/telemetry';
import migrations from '@aurora/migrations/config';
import definition from '@aurora/config';

/** The config module on an SQLite file, as a host puts it together in production. */
export async function hostConfig(file) {
  const database = await openDatabase({ module: 'config', location: { file }, entities: definition.entities });
  await migrate(database.client(), database.dialect, migrations);
  const logger = await createLogger({ level: 'info', format: 'json', service: 'bench' });
  return hostModule(definition, { database, ports: {}, settings: readSettings({}), logger, secrets: { keys: () => [] }, apiUrl: 'http://127.0.0.1', wire: false });
}
