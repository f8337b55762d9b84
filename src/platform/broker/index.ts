export { Broker, type BrokerOptions } from './broker.ts';
export { measureBroker } from './measure.ts';
export { brokerName } from './published-position.ts';
