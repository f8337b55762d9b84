import type { Disposition } from '../links/link-signer.ts';

/** Types that a browser shows without running anything; all others are only ever saved. */
const harmless = new Set(['application/pdf', 'image/png', 'image/jpeg', 'text/plain']);

/** How a file is told to a browser that asks for it with `asked`. */
export const servedAs = (type: string, asked: Disposition): { readonly type: string; readonly disposition: Disposition } => ({
  type: type.startsWith('text/') ? `${type}; charset=utf-8` : type,
  disposition: harmless.has(type) ? asked : 'attachment',
});
