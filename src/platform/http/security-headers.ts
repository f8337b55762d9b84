import { ServerResponse, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

/** What helmet would set on every answer of the API, computed once: name and value in turn. */
export const securityHeaders: readonly string[] = computed();

function computed(): string[] {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const apply = helmet({ contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } }, crossOriginResourcePolicy: { policy: 'same-site' }, frameguard: { action: 'deny' } });
  apply(response.req, response, error => { if (error) throw error; });
  return Object.entries(response.getHeaders()).flatMap(([name, value]) => [name, String(value)]);
}
