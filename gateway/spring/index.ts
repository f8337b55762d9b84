import type { configContract } from '@aurora/config/contract';
import type { AnyPort, Port } from '@aurora/kernel';
import type { ServedModule } from '@aurora/platform/http';
import { springContract, springPrefix } from './contract.ts';
import { createSpringPort } from './port.ts';

/** The endpoint of Spring Cloud Config, read alone. */
export const springModule = (config: Port<typeof configContract>): ServedModule => ({ contract: springContract, port: createSpringPort(config) as unknown as AnyPort, prefix: springPrefix });
