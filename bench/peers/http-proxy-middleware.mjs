// http-proxy-middleware in Express 5, with connections that are kept, and nothing else.
import { Agent } from 'node:http';
import express from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';

const app = express();
app.use(createProxyMiddleware({ target: process.env.BENCH_UPSTREAM, agent: new Agent({ keepAlive: true }) }));
app.listen(Number(process.env.PORT), '127.0.0.1');
