import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { freePort, launch, scratch } from './servers.mjs';

const program = ['/usr/sbin', ...process.env.PATH.split(delimiter)].map(folder => join(folder, 'nginx')).find(existsSync);

/** Serves a folder by nginx, in one process; undefined where it is not installed. */
export async function startNginx(folder) {
  if (program === undefined) return undefined;
  const port = await freePort();
  const prefix = join(scratch, 'nginx');
  mkdirSync(prefix);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${prefix}/${name};`).join(' ');
  writeFileSync(join(prefix, 'nginx.conf'), `
    daemon off; master_process off; pid ${prefix}/pid; error_log ${prefix}/error.log;
    events {}
    http { ${temporary} access_log ${prefix}/access.log; sendfile on; tcp_nopush on; server { listen 127.0.0.1:${port}; root ${folder}; } }`);
  const { child, stop } = launch('nginx', program, ['-p', prefix, '-c', 'nginx.conf', '-e', 'error.log'], {});
  const url = `http://127.0.0.1:${port}`;
  while (child.exitCode === null && !await fetch(url, { method: 'HEAD' }).then(() => true, () => false)) await new Promise(done => setTimeout(done, 20));
  if (child.exitCode !== null) throw new Error('nginx ended');
  return { pid: child.pid, url, stop };
}
