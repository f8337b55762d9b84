import { apiPrefix } from '../prefix.ts';

/** A version of the API, as paths and media types name it. */
export interface Version {
  readonly name: string;
  /** What its paths begin with. */
  readonly prefix: string;
  /** What `Accept` asks for it by, and answers are then called. */
  readonly mediaType: string;
}

const version = (name: string, prefix: string): Version => ({ name, prefix, mediaType: `application/vnd.aurora.${name}+json` });

/** The versions there are, the oldest first: a path without a version is answered by the first that has it. */
export const v1 = version('v1', apiPrefix), v2 = version('v2', '/api/v2');
