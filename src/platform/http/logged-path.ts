/** What a client may have put into its target by mistake: a JWT, an API key, or user and password before the host. */
const credentials = /eyJ[\w%-]+\.[\w%-]+\.[\w%-]*|aurora_[a-z0-9]+_[\w%-]+|(?<=:\/\/)[^/]*@/gi;

/** No path shorter than this holds a JWT or a whole API key. */
const shortest = 60;

/** The path of a request's target as it may be logged: without the query, where signatures travel, and without credentials. */
export function loggedPath(target: string): string {
  const query = target.indexOf('?');
  const path = query === -1 ? target : target.slice(0, query);
  return path.length < shortest && path.startsWith('/') ? path : path.replace(credentials, '…');
}
