import { createConnection } from 'mysql2/promise';
import { serviceUrl } from '../services/table.ts';

/** Whether there is a MariaDB here on which schemas can be made. */
export async function mariaDbAnswers(): Promise<boolean> {
  try {
    const connection = await createConnection({ uri: serviceUrl('mariadb'), connectTimeout: 3_000 });
    await connection.query('select 1');
    await connection.end();
    return true;
  } catch {
    return false;
  }
}
