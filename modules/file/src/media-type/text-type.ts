/** Text formats with a form of their own, which must not pass as plain text: what they begin with. */
const forms: readonly (readonly [RegExp, string])[] = [
  [/^%PDF-/, 'application/pdf'],
  [/^\{\\rtf/, 'application/rtf'],
  [/^%!PS/, 'application/postscript'],
  [/^<\?xml[\s?]/i, 'application/xml'],
  [/^<svg[\s/>]/i, 'image/svg+xml'],
  [/^<!doctype\s+(?!html)/i, 'application/xml'],
  [/^<(?:!doctype\s+html|html|head|body|title|meta|link|base|style|script|iframe|frameset|object|embed|math)[\s/>]/i, 'text/html'],
];

/** A byte order mark, white space and comments, after which markup is still markup. */
const preamble = /^\u{feff}?(?:\s+|<!--[^]*?-->)*/u;

/** The form that text of this beginning has; undefined for prose. */
export function formOfText(head: Buffer): string | undefined {
  const beginning = head.toString('utf8').replace(preamble, '');
  return forms.find(([pattern]) => pattern.test(beginning))?.[1];
}
