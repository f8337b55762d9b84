export { freePort, withTakenPort } from '@aurora/test/running';
