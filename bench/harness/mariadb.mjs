import { services, serviceUrl } from '@aurora/test/services/table';
import { ServerSchemas } from '@aurora/test/server-schemas';

/** Why a figure that takes it has none. */
export const noMariadb = 'MariaDB does not answer';

/** Schemas on the MariaDB that the tests use, to be disposed of; undefined where it does not answer. */
export async function openMariadb() {
  const { hostname, port } = new URL(serviceUrl('mariadb'));
  return await services.mariadb.probe(hostname, Number(port)) ? new ServerSchemas() : undefined;
}
