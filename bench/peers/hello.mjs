// Express 5 that says hello, and nothing else.
import express from 'express';

const app = express();
app.get('/', (_request, response) => { response.send('hello'); });
app.listen(Number(process.env.PORT), '127.0.0.1');
