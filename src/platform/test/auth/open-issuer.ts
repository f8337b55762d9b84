import { openLocalIssuer } from '@aurora/platform/auth';

// Opens an issuer as a host would, and prints the ids of its keys.
const issuer = await openLocalIssuer({ reference: process.argv[2]!, create: true, audience: 'aurora' });
console.log((await issuer.jwks()).keys.map(key => key.kid).join());
