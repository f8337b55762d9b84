import { errorTable } from '@aurora/kernel';
import { code, page, table } from '../markdown.ts';

/** Every error code, its HTTP status, and what it says by itself. */
export function errorsReference(): string {
  const rows = Object.entries(errorTable).map(([name, { status, message }]) => [code(name), String(status), message]);
  return page(
    '# Errors',
    'Every error has one body, whoever raises it: `error_code`, `error_message`, `correlation_id`, `timestamp`, `service_name` and `details`. A client that accepts `application/problem+json` gets the same as RFC 9457. The codes are a closed set, and each has one status:',
    table(['code', 'status', 'says'], rows),
    'Of an input with wrong fields, `details.fields` lists all of them: `path` (dotted, as in `items.0.name`), `code` and `message`. Where a repeat makes sense later, `Retry-After` says when, in seconds.',
  );
}
