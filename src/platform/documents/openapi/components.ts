import type { SchemaBook } from '../schema-book.ts';
import { ErrorResponse, ProblemDetails } from './error-schemas.ts';
import { errorContent, headers } from './responses.ts';

type Component = Readonly<Record<string, unknown>>;

/** What `paths` refer to, and nothing else: the schemas of `book`, and the parts of HTTP that operations share. */
export function components(paths: object, book: SchemaBook): Record<string, Component> {
  book.define('ErrorResponse', book.output(ErrorResponse, 'ErrorResponse'));
  book.define('ProblemDetails', book.output(ProblemDetails, 'ProblemDetails'));
  const responses = referred('responses', sharedResponses, paths);
  return {
    schemas: book.definitions(), responses,
    parameters: referred('parameters', sharedParameters, paths),
    headers: referred('headers', sharedHeaders, [paths, responses]),
    securitySchemes,
  };
}

function referred(kind: string, shared: Readonly<Record<string, Component>>, by: object): Component {
  const text = JSON.stringify(by);
  return Object.fromEntries(Object.entries(shared).filter(([name]) => text.includes(`"#/components/${kind}/${name}"`)));
}

const sharedResponses = {
  NotModified: { description: 'What the client has is still right.', headers: headers('CorrelationId', 'ETag') },
  Error: { description: 'Any other error.', headers: headers('CorrelationId'), content: errorContent },
};

const header = (name: string, description: string, schema: Component = { type: 'string' }): Component =>
  ({ name, in: 'header', required: false, description, schema });

const sharedParameters = {
  IdempotencyKey: header('Idempotency-Key', 'Names this command, so that it can be repeated: the same key and body get the stored answer.', { type: 'string', pattern: '^[!-~]{1,255}$' }),
  IfNoneMatch: header('If-None-Match', 'Entity tags that the client has; 304 if one is current.'),
  Range: header('Range', 'The part of the bytes wanted, as in `bytes=0-1023`.'),
  IfRange: header('If-Range', 'The entity tag under which the range counts.'),
};

const answered = (description: string, schema: Component = { type: 'string' }): Component => ({ description, schema });

const sharedHeaders = {
  CorrelationId: answered('Names this request in the logs: the client\'s if well formed, else made here.'),
  ETag: answered('Entity tag of the answer, for If-Match and If-None-Match.'),
  Location: answered('Where the thing made can be read.', { type: 'string', format: 'uri-reference' }),
  Link: answered('The next page, with `rel="next"`; absent on the last (RFC 8288).'),
  RetryAfter: answered('Seconds after which a repeat makes sense.', { type: 'integer', minimum: 0 }),
  AcceptRanges: answered('`bytes`: ranges are served.'),
  ContentRange: answered('Which bytes these are, as in `bytes 0-1023/4096`.'),
  ContentDisposition: answered('Whether to show or to save, and the file name (RFC 6266).'),
};

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Access token of the local issuer or of the OIDC issuer.' },
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'API key, as `aurora keys create` prints it.' },
};
