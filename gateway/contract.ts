export { gatewayContract } from './admin/contract.ts';
export { HostStatus } from './admin/host-status.ts';
export { ofrepContract, ofrepPrefix } from './ofrep/contract.ts';
export { springContract, springPrefix } from './spring/contract.ts';
export { v2Contract } from './versions/v2/contract.ts';
