import { commonErrors, errorTable, type ErrorCode, type Operation } from '@aurora/kernel';

/** Errors that an operation may answer with, in the order of the error table: its own, everyone's, and those that follow from what it takes. */
export function possibleErrors(operation: Operation): ErrorCode[] {
  const possible = new Set<ErrorCode>([...commonErrors, ...operation.errors]);
  if (operation.scope === null && !operation.internal) possible.delete('FORBIDDEN');
  if (operation.kind === 'command') add(possible, 'COMMAND_RUNNING', 'IDEMPOTENCY_KEY_REUSED', 'INSUFFICIENT_STORAGE');
  if (operation.body !== 'none') add(possible, 'REQUEST_TIMEOUT', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE');
  return (Object.keys(errorTable) as ErrorCode[]).filter(code => possible.has(code));
}

function add(codes: Set<ErrorCode>, ...more: readonly ErrorCode[]): void {
  for (const code of more) codes.add(code);
}

/** The codes under their HTTP statuses, lowest status first. */
export function byStatus(codes: readonly ErrorCode[]): ReadonlyMap<number, readonly ErrorCode[]> {
  const grouped = Map.groupBy(codes, code => errorTable[code].status);
  return new Map([...grouped].toSorted(([a], [b]) => a - b));
}
