export { Broker, type BrokerOptions } from './broker.ts';
export { measureBroker } from './measure.ts';
