import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { freePort, launch, scratch } from './servers.mjs';

const program = ['/usr/sbin', ...process.env.PATH.split(delimiter)].map(folder => join(folder, 'nginx')).find(existsSync);

/** Runs nginx in one process with the directives that `http` answers for its port; undefined where it is not installed. */
async function start(http) {
  if (program === undefined) return undefined;
  const port = await freePort();
  const prefix = mkdtempSync(join(scratch, 'nginx-'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${prefix}/${name};`).join(' ');
  writeFileSync(join(prefix, 'nginx.conf'), `
    daemon off; master_process off; pid ${prefix}/pid; error_log ${prefix}/error.log;
    events {}
    http { ${temporary} access_log ${prefix}/access.log; ${http(port)} }`);
  const { child, stop } = launch('nginx', program, ['-p', prefix, '-c', 'nginx.conf', '-e', 'error.log'], {});
  const url = `http://127.0.0.1:${port}`;
  while (child.exitCode === null && !await fetch(url, { method: 'HEAD' }).then(() => true, () => false)) await new Promise(done => setTimeout(done, 20));
  if (child.exitCode !== null) throw new Error('nginx ended');
  return { pid: child.pid, url, stop };
}

/** Serves a folder, and takes files into it by PUT. */
export const startNginx = folder => start(port => `sendfile on; tcp_nopush on; client_max_body_size 0; server { listen 127.0.0.1:${port}; root ${folder}; dav_methods PUT; }`);

/** Passes everything on to `url` over connections that are kept, which takes two directives more than it does by itself. */
export const startNginxProxy = url => start(port => `
  upstream there { server ${new URL(url).host}; keepalive 64; }
  server { listen 127.0.0.1:${port}; keepalive_requests 1000000; location / { proxy_pass http://there; proxy_http_version 1.1; proxy_set_header Connection ""; } }`);
