import { FaultyService } from '../../running/faulty-service.ts';
import { kinds } from './kinds.ts';

// A process of its own: what the drill's readers keep busy must not answer for the service.
const [kind, target, port] = process.argv.slice(2);
const { faulty } = await FaultyService.open(kinds.find(({ name }) => name === kind)!.fault, Number(port));
faulty.before(target!);
