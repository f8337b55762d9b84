export { gatewayContract } from './admin/contract.ts';
export { v2Contract } from './versions/v2/contract.ts';
