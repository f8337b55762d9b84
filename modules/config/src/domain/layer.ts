/** A layer of settings as a client names it. */
export interface NamedLayer {
  readonly environment?: string | undefined;
  readonly service?: string | undefined;
}

/** A layer as it is stored: `''` is no environment or service. */
export interface Layer {
  readonly environment: string;
  readonly service: string;
}

export const layerOf = ({ environment = '', service = '' }: NamedLayer): Layer => ({ environment, service });

/** A layer as answers and events show it: null is no environment or service. */
export const shownLayer = ({ environment, service }: Layer) => ({ environment: environment === '' ? null : environment, service: service === '' ? null : service });

/** Of two layers that both hold, the one of higher rank does: default, environment, service, service in an environment. */
export const rank = ({ environment, service }: Layer): number => (service === '' ? 0 : 2) + (environment === '' ? 0 : 1);

export const layerName = ({ environment, service }: Layer): 'default' | 'environment' | 'service' =>
  service !== '' ? 'service' : environment !== '' ? 'environment' : 'default';

export const describeLayer = ({ environment, service }: Layer): string =>
  [environment === '' ? '' : `environment ${environment}`, service === '' ? '' : `service ${service}`].filter(text => text !== '').join(', ') || 'default';
