import FindMyWay, { type HTTPMethod } from 'find-my-way';
import type { OperationRoute } from './operation-route.ts';

export interface Match {
  readonly route: OperationRoute;
  /** Values of the path's parameters, decoded, in the order of `route.fromPath`. */
  readonly values: readonly string[];
}

/** Finds the operation of a canonical path, with or without the trailing slash. */
export class OperationRouter {
  readonly #router = FindMyWay({ ignoreTrailingSlash: true, caseSensitive: true, maxParamLength: 500 });
  readonly #methods = new Set<string>();

  constructor(routes: readonly OperationRoute[]) {
    for (const route of routes) {
      const { method, path } = route.operation;
      this.#methods.add(method);
      // Parameters are named by their place: two methods may call the same segment by different names.
      let place = 0;
      const pattern = route.prefix + path.replace(/\{[a-z_]+\}/g, () => `:p${place++}`);
      this.#router.on(method, pattern, () => undefined, route);
    }
  }

  find(method: string, path: string): Match | undefined {
    const found = this.#router.find(method as HTTPMethod, path) ?? (method === 'HEAD' ? this.#router.find('GET', path) : null);
    if (!found) return undefined;
    const route = found.store as OperationRoute;
    // The router has decoded them; a second time would make %2541 an A.
    return { route, values: route.fromPath.map((_, place) => found.params[`p${place}`]!) };
  }

  /** The methods that the path takes, for `Allow`; none if it is no path of ours. */
  allowed(path: string): string[] {
    const methods = [...this.#methods].filter(method => this.#router.find(method as HTTPMethod, path));
    return methods.includes('GET') && !methods.includes('HEAD') ? [...methods, 'HEAD'] : methods;
  }
}
