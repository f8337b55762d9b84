import { extname } from 'node:path';
import { AuroraError } from '@aurora/kernel';
import { lookup } from 'mime-types';
import { binaryType } from './binary-type.ts';
import type { Look } from './look.ts';
import { formOfText } from './text-type.ts';

/** What the extension of a file's name says of its type; undefined if it says nothing. */
const claimedBy = (name: string): string | undefined => {
  const extension = extname(name);
  return extension.length > 1 ? lookup(extension) || undefined : undefined;
};

const refused = (message: string, details: object): AuroraError => new AuroraError('UNSUPPORTED_MEDIA_TYPE', message, { details: { ...details } });

/** The type of text: prose is what its name says, for nothing else tells Markdown from plain text. */
function textType(look: Look, claimed: string | undefined): string {
  const form = formOfText(look.head);
  if (form !== undefined) return form;
  if (claimed === undefined) return 'text/plain';
  if (claimed.startsWith('text/')) return claimed;
  throw refused(`The name says ${claimed}, but the content is plain text.`, { detected: 'text/plain', claimed });
}

/** What a name says of its type; `UNSUPPORTED_MEDIA_TYPE` where that is not among the `allowed` ones. */
export function requireAllowedName(name: string, allowed: readonly string[]): string | undefined {
  const claimed = claimedBy(name);
  if (claimed !== undefined && !allowed.includes(claimed)) throw refused(`Files of the type ${claimed}, as the name says, are not taken.`, { claimed, allowed });
  return claimed;
}

/**
 * The media type of an upload, read off its bytes, which must be among the `allowed` ones; else `UNSUPPORTED_MEDIA_TYPE`.
 * A name whose extension stands for a type that is not allowed is refused whatever the bytes are. Between allowed types
 * the bytes decide, except that text never goes under the name of a format that is not text.
 */
export async function acceptedType(file: string, look: Look, name: string, allowed: readonly string[]): Promise<string> {
  const claimed = requireAllowedName(name, allowed);
  const detected = look.isText ? textType(look, claimed) : await binaryType(file);
  if (detected === undefined) throw refused('The content is of no type that is taken. Text must be UTF-8.', { allowed });
  if (!allowed.includes(detected)) throw refused(`Content of the type ${detected} is not taken.`, { detected, allowed });
  return detected;
}
