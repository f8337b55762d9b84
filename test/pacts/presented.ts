import { isScope, type Scope } from '@aurora/kernel';

/** On behalf of whom a module calls: a pact says it in place of a token, which is another each time. */
export interface Presented {
  readonly caller: string;
  readonly scopes: readonly Scope[];
}

/** As a pact has it in the place of a token. */
export const tokenText = ({ caller, scopes }: Presented): string => `${caller} with ${[...scopes].sort().join(' ') || 'nothing'}`;

/** What a pact has in the place of a token; undefined where its header is no such text. */
export const tokenIn = (authorization: string | undefined): string | undefined => /^Bearer (\S+ with .+)$/.exec(authorization ?? '')?.[1];

/** What the text of `tokenIn` says. */
export function presentedIn(text: string): Presented {
  const [caller, scopes] = text.split(' with ') as [string, string];
  return { caller, scopes: scopes.split(' ').filter(isScope) };
}
