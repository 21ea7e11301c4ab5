import type { Bytes } from '@coffer/core/bytes';
import { CofferError, isCofferError } from '@coffer/core/error';
import type { Enclave } from '@coffer/enclave/host/enclave';

/** An enclave that is started again when its machine has slept. */
export interface AwakeEnclave {
  /** Of the first start: they stay what they are. */
  readonly facts: Pick<Enclave, 'evidence' | 'layers' | 'launch'>;
  /** As of {@link Enclave}. */
  readonly request: (body: Bytes) => Promise<Bytes>;
  /** Resolves with what happened when the enclave ends without being asked to. */
  readonly died: Promise<string>;
  close(): Promise<void>;
}

/** The clock inside stands still while the machine sleeps: then the machine's time runs ahead of it. */
function hasSlept(error: unknown): boolean {
  if (!isCofferError(error, 'TIME_REFUSED')) return false;
  const { time, limit } = error.details;
  return typeof time === 'number' && typeof limit === 'number' && time > limit;
}

/**
 * Keeps an enclave running. A request that it refuses because its clock stood still did nothing; the enclave is started
 * again and gets the same bytes once more, with the idempotency that they have. A second refusal is the answer.
 * @param launch starts it, after the former one has ended
 */
export async function keepAwake(
  launch: () => Promise<Enclave>,
  report: (text: string) => void,
): Promise<AwakeEnclave> {
  let closing = false;
  let tellDeath: (why: string) => void = () => undefined;
  const died = new Promise<string>((resolve) => {
    tellDeath = resolve;
  });
  let current: Enclave;
  const watch = (enclave: Enclave): Enclave => {
    void enclave.exited.then(({ code, message }) => {
      if (!closing && enclave === current) tellDeath(`the enclave ended: ${message} (${code})`);
    });
    return enclave;
  };
  current = watch(await launch());
  const { evidence, layers, launch: start } = current;
  let starting: Promise<void> | undefined;
  const startAgain = async (): Promise<void> => {
    report('The machine seems to have slept: starting the enclave again, so that its clock is right.');
    const old = current;
    closing = true;
    await old.close();
    try {
      current = watch(await launch());
      closing = false;
    } catch (error) {
      tellDeath(`the enclave did not start again: ${error instanceof CofferError ? error.message : error}`);
      throw error;
    }
  };
  const request = async (body: Bytes): Promise<Bytes> => {
    await starting;
    const asked = current;
    try {
      return await asked.request(body);
    } catch (error) {
      if (!hasSlept(error)) throw error;
      if (asked === current && starting === undefined) {
        starting = startAgain().finally(() => {
          starting = undefined;
        });
      }
      await starting;
      return current.request(body);
    }
  };
  return {
    facts: { evidence, layers, launch: start },
    request,
    died,
    close: async () => {
      await starting?.catch(() => undefined);
      closing = true;
      await current.close();
    },
  };
}
