import type { Bytes } from '@coffer/core/bytes';

/** Stands where a bundle's `node:net` was (`inside.ts`): as much of a socket as an enclave's shell uses, without a kernel. */
export class Socket {
  /** Sockets that were opened and not taken yet, in order. */
  static readonly opened: Socket[] = [];
  readonly fd: number;
  /** What was written and not taken yet. */
  readonly written: Bytes[] = [];
  #data: ((chunk: Bytes) => void) | undefined;

  constructor({ fd }: { readonly fd: number }) {
    this.fd = fd;
    Socket.opened.push(this);
  }

  on(event: string, listener: (chunk: Bytes) => void): void {
    if (event === 'data') this.#data = listener;
  }

  /** Gives the shell what a read would bring it. */
  deliver(chunk: Bytes): void {
    this.#data?.(chunk);
  }

  write(bytes: Bytes): void {
    this.written.push(bytes);
  }

  end(): void {
    throw new Error('The enclave ended.');
  }

  cork(): void {}
  uncork(): void {}
  pause(): void {}
  resume(): void {}
}
