import type { Bytes } from '@coffer/core/bytes';

/**
 * The seccomp filter of an enclave, as classic BPF for `bwrap --seccomp` (Linux, x86-64). Everything is allowed but what
 * an enclave has no use for: new sockets, processes, signals to others, tracing, writing files, and the kernel's wide
 * doors. Channels are inherited descriptors and need none of it.
 */

const EPERM = 1;
const ENOSYS = 38;
const AUDIT_ARCH_X86_64 = 0xc000003e;
const X32_BIT = 0x40000000;
const CLONE_THREAD = 0x10000;
/** O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND. */
const WRITING = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000;

/** System calls that are refused with EPERM, by their numbers on x86-64. */
const DENIED: Readonly<Record<string, number>> = {
  socket: 41,
  connect: 42,
  accept: 43,
  bind: 49,
  listen: 50,
  socketpair: 53,
  accept4: 288,
  fork: 57,
  vfork: 58,
  execveat: 322,
  kill: 62,
  tkill: 200,
  pidfd_send_signal: 424,
  pidfd_open: 434,
  pidfd_getfd: 438,
  ptrace: 101,
  process_vm_readv: 310,
  process_vm_writev: 311,
  kcmp: 312,
  creat: 85,
  rename: 82,
  renameat: 264,
  renameat2: 316,
  mkdir: 83,
  mkdirat: 258,
  rmdir: 84,
  link: 86,
  linkat: 265,
  unlink: 87,
  unlinkat: 263,
  symlink: 88,
  symlinkat: 266,
  mknod: 133,
  mknodat: 259,
  truncate: 76,
  chmod: 90,
  fchmodat: 268,
  fchmodat2: 452,
  chown: 92,
  lchown: 94,
  fchownat: 260,
  mount: 165,
  umount2: 166,
  pivot_root: 155,
  chroot: 161,
  setns: 308,
  unshare: 272,
  bpf: 321,
  perf_event_open: 298,
  userfaultfd: 323,
  io_uring_setup: 425,
  io_uring_enter: 426,
  io_uring_register: 427,
  add_key: 248,
  request_key: 249,
  keyctl: 250,
  memfd_create: 319,
  init_module: 175,
  finit_module: 313,
  delete_module: 176,
  kexec_load: 246,
  reboot: 169,
  swapon: 167,
  iopl: 172,
  ioperm: 173,
};

interface Instruction {
  readonly code: number;
  readonly yes?: number;
  readonly no?: number;
  readonly k: number;
}

const LOAD = 0x20;
const EQUAL = 0x15;
const ANY_BIT = 0x45;
const AT_LEAST = 0x35;
const RETURN = 0x06;
const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const refuse = (errno: number): number => 0x00050000 | errno;

const NUMBER = 0;
const ARCHITECTURE = 4;
/** Low half of argument `index`. */
const argument = (index: number): number => 16 + 8 * index;

/** Refuses system call `number` when argument `index` has one of `bits`, or lacks all of them when `bits` is negated. */
function onBits(number: number, index: number, bits: number, deniedWhenSet: boolean): Instruction[] {
  return [
    { code: EQUAL, k: number, yes: 0, no: 4 },
    { code: LOAD, k: argument(index) },
    { code: ANY_BIT, k: bits, yes: deniedWhenSet ? 0 : 1, no: deniedWhenSet ? 1 : 0 },
    { code: RETURN, k: refuse(EPERM) },
    { code: RETURN, k: ALLOW },
  ];
}

function onCall(number: number, errno: number): Instruction[] {
  return [
    { code: EQUAL, k: number, yes: 0, no: 1 },
    { code: RETURN, k: refuse(errno) },
  ];
}

/** The filter's bytes, or nothing on a processor that it is not written for. @param architecture as `process.arch` */
export function seccompFilter(architecture: string): Bytes | undefined {
  if (architecture !== 'x64') return undefined;
  const program: Instruction[] = [
    { code: LOAD, k: ARCHITECTURE },
    { code: EQUAL, k: AUDIT_ARCH_X86_64, yes: 1, no: 0 },
    { code: RETURN, k: KILL },
    { code: LOAD, k: NUMBER },
    { code: AT_LEAST, k: X32_BIT, yes: 0, no: 1 },
    { code: RETURN, k: KILL },
    // clone: threads only. clone3 and openat2 hide their flags behind a pointer: absent, so that libc falls back.
    ...onBits(56, 0, CLONE_THREAD, false),
    ...onCall(435, ENOSYS),
    ...onCall(437, ENOSYS),
    ...onBits(2, 1, WRITING, true),
    ...onBits(257, 2, WRITING, true),
    ...Object.values(DENIED).flatMap((number) => onCall(number, EPERM)),
    { code: RETURN, k: ALLOW },
  ];
  const bytes = new Uint8Array(program.length * 8);
  const view = new DataView(bytes.buffer);
  program.forEach(({ code, yes = 0, no = 0, k }, index) => {
    view.setUint16(8 * index, code, true);
    view.setUint8(8 * index + 2, yes);
    view.setUint8(8 * index + 3, no);
    view.setUint32(8 * index + 4, k >>> 0, true);
  });
  return bytes;
}
