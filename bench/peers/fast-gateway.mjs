// fast-gateway with one route, and nothing else.
import gateway from 'fast-gateway';

await gateway({ routes: [{ prefix: '/api', prefixRewrite: '/api', target: process.env.BENCH_UPSTREAM }] }).start(Number(process.env.PORT), '127.0.0.1');
