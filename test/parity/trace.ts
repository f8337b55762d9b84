import { AuroraError, type AnyPort, type Content, type Contract, type Operation, type Port } from '@aurora/kernel';
import { digest } from './digest.ts';

/** What an operation answered, or refused: everything that a caller of a port can see of it. */
export type Outcome = { readonly answer: unknown } | { readonly error: { readonly code: string; readonly status: number; readonly message: string; readonly details: unknown; readonly retryAfter: number | undefined } };

export interface Step {
  /** `subject.create` */
  readonly operation: string;
  readonly outcome: Outcome;
}

const isContent = (operation: Operation): boolean => operation.reply === 'stream';

/** Content as one value: what is said of it but when it was changed, and digests of its bytes, whole and in part. */
async function readContent(content: Content): Promise<unknown> {
  const { open, modified: _, ...said } = content;
  return { ...said, whole: await digest(open()), part: await digest(open({ start: 1, end: 3 })) };
}

/** What came of `call`, as a value. Rejects with what is no `AuroraError`: no port may do that. */
export async function outcomeOf(operation: Operation, call: Promise<unknown>): Promise<Outcome> {
  try {
    const answer = await call;
    return { answer: isContent(operation) ? await readContent(answer as Content) : answer };
  } catch (error) {
    if (!(error instanceof AuroraError)) throw error;
    const { code, details, message, retryAfter, status } = error;
    return { error: { code, status, message, details, retryAfter } };
  }
}

/** The same port, that writes down in `trace` what it is asked and what comes of it. */
export function record<C extends Contract>(contract: C, port: Port<C>, trace: Step[]): Port<C> {
  const recorded: Record<string, AnyPort[string]> = {};
  for (const [name, operation] of Object.entries(contract.operations)) {
    recorded[name] = async (input, context) => {
      const call = (port as AnyPort)[name]!(input, context);
      trace.push({ operation: `${contract.module}.${name}`, outcome: await outcomeOf(operation, call) });
      return call;
    };
  }
  return recorded as AnyPort as Port<C>;
}

/** Waits for a call that is to be refused, and goes on. Fails if it is answered. */
export async function refused(call: Promise<unknown>): Promise<void> {
  const answer = await call.then(value => ({ value }), () => undefined);
  if (answer) throw new Error(`expected a refusal, got ${JSON.stringify(answer.value)}`);
}
