// Evaluates one flag over and over: through the module's local port, or what is behind it.
import { answerRounds } from '../harness/work.mjs';
import { hostConfig } from './config-module.mjs';

const { port } = await hostConfig(process.env.BENCH_DATABASE);
const principal = { id: 'user:bench', scopes: new Set(['config:read', 'config:write']) };
const context = { correlationId: 'bench', traceparent: undefined, principal, caller: 'gateway', deadline: Date.now() + 3_600_000, commandId: undefined, placements: {} };
const banner = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' };
const definitions = {
  static: banner,
  targeting: { ...banner, targeting: { if: [{ in: [{ var: 'plan' }, ['beta', 'staff']] }, 'on', null] } },
  percentage: { ...banner, targeting: { fractional: [['on', 10], ['off', 90]] } },
};
await port.putFlag({ key: 'flag', definition: definitions[process.env.BENCH_FLAG] }, { ...context, commandId: crypto.randomUUID() });
for (let other = 0; other < 99; other += 1) await port.putFlag({ key: `other-${other}`, definition: banner }, { ...context, commandId: crypto.randomUUID() });
const input = { key: 'flag', targeting_key: 'user:ada', context: { plan: 'beta' } };

const turn = process.env.BENCH_TURNS === 'one each' ? () => new Promise(done => { setImmediate(done); }) : undefined;

answerRounds(async count => {
  for (let call = 0; call < count; call += 1) {
    await port.evaluateFlag(input, context);
    if (turn) await turn();
  }
});
