/** A secret can't be had. The message names where it was looked for, and never what was found there. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}
