export { keyId, keysForm, makeKey, parseKeys, type EncryptionKey } from './encryption-keys.ts';
export { encryptionKeys, isReference, opened, readReference, seemsReference, withSecrets } from './reference.ts';
export { isSealed, seal, unseal } from './sealed.ts';
export { SecretError } from './secret-error.ts';
