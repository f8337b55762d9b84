import { connect } from 'node:net';

/** Whether a server that speaks the protocol answers at `host` and `port`. Never rejects. */
export type Probe = (host: string, port: number) => Promise<boolean>;

/** The first bytes a server sends after `greeting`; empty if there is none within two seconds. */
function firstAnswer(host: string, port: number, greeting?: string): Promise<Buffer> {
  return new Promise(resolve => {
    const socket = connect({ host, port, timeout: 2_000 });
    const settle = (answer: Buffer) => { resolve(answer); socket.destroy(); };
    const nothing = () => settle(Buffer.alloc(0));
    if (greeting) socket.once('connect', () => socket.write(greeting, 'latin1'));
    socket.once('data', settle).once('error', nothing).once('timeout', nothing).once('close', nothing);
  });
}

/** MySQL and its family speak first: a packet of protocol version 10. */
export const mysqlAnswers: Probe = async (host, port) => (await firstAnswer(host, port))[4] === 10;

export const redisAnswers: Probe = async (host, port) => /^(?:\+PONG|-NOAUTH)/.test((await firstAnswer(host, port, 'PING\r\n')).toString('latin1'));

/** The header of AMQP 0-9-1 is answered with the method Connection.Start (class 10, method 10). */
export const amqpAnswers: Probe = async (host, port) => {
  const frame = await firstAnswer(host, port, 'AMQP\0\0\x09\x01');
  return frame[0] === 1 && frame.length > 11 && frame.readUInt16BE(7) === 10 && frame.readUInt16BE(9) === 10;
};
