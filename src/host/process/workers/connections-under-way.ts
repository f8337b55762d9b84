import type { ChildProcess } from 'node:child_process';
import cluster, { type Worker } from 'node:cluster';

/** What node:cluster says to a worker with a connection for it, and the worker to the primary when it has it. */
interface Handover { readonly cmd?: string; readonly act?: string; readonly seq: number; readonly ack?: number }

/**
 * Sees to it that a connection which is on its way to a worker is not lost with that worker. Node's primary process keeps it open
 * until the worker has said that it has it, and waits for that for ever: it is told that the worker has refused, and gives it to another.
 */
export function connectionsUnderWay(worker: Worker): void {
  const child: ChildProcess = worker.process;
  const underWay = new Map<number, { close(): void }>();
  const send = child.send.bind(child) as (...message: readonly unknown[]) => boolean;
  child.send = (...message: readonly unknown[]): boolean => {
    const [{ cmd, act, seq }, connection] = message as readonly [Handover, { close(): void }];
    if (cmd === 'NODE_CLUSTER' && act === 'newconn') underWay.set(seq, connection);
    return send(...message);
  };
  child.on('internalMessage', ({ ack }: Handover) => { if (ack !== undefined) underWay.delete(ack); });
  // Both have happened then: its end, and that everything has been read that it had said.
  child.once('close', () => {
    // Node does not tell of it where a connection was under way, and would go on giving the worker connections.
    if (cluster.workers![worker.id]) child.emit('disconnect');
    const others = Object.values(cluster.workers!).some(other => other !== worker && other!.isConnected());
    for (const [seq, connection] of underWay) {
      if (others) child.emit('internalMessage', { cmd: 'NODE_CLUSTER', ack: seq, accepted: false });
      else connection.close();
    }
    underWay.clear();
  });
}
