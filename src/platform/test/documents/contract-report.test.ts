import { describe, expect, test } from '@jest/globals';
import { contractReport } from '../../documents/index.ts';
import { library } from './library-contract.ts';

const report = contractReport(library({ version: 3 }));

describe('the report of a contract', () => {
  test.each([
    ['its version', '# Contract of `library`, version 3'],
    ['how an operation is called', '`PUT /books/{copy_id}` → 200. Lend a copy.'],
    ['what an operation is', 'command · public · scope `library:write` · idempotent · 5 s · body json · shadow never'],
    ['who keeps an answer for how long', 'body none · cached by clients for 30 s per principal · cached by the gateway for 5 s per principal, in need for 60 s more · '],
    ['what a shadow comparison leaves out', 'shadow compare without `items.*.note`'],
    ['what only modules may call', 'command · internal · scope'],
    ['errors', 'Errors of its own: `NOT_FOUND`, `STALE_VERSION`'],
    ['fields from headers', '| `if_match` | header If-Match | `string` | no |'],
    ['limits and defaults', '| `copies` | body | `integer >= 1, <= 9` | no: `1` |'],
    ['answers by the names of schemas', 'Answer: `{ items: Book[]; next: string or null }`'],
    ['events by version', '### book.added.v1'],
    ['fields of events', '| `state` | `"in" \\| "out"` | yes |'],
    ['schemas', '| `authors` | `{ name: string }[]` | yes |'],
  ])('tells %s', (_what, line) => {
    expect(report).toContain(line);
  });
});
