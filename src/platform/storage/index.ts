export { moduleStorage, type Storage } from './storage.ts';
export { storageContract, StorageStatus, storageTarget, storeAddress, type StorageContract, type StoragePort } from './storage-contract.ts';
