import { randomBytes } from 'node:crypto';
import { Socket } from 'node:net';
import type { Bytes } from '@coffer/core/bytes';
import type { Program } from '@coffer/core/program';
import { FrameReader, frame } from '../channel/frames.ts';
import { decodeMessage, platformMessage } from '../channel/messages.ts';
import { type GuestAction, GuestCore, type GuestSettings } from './core.ts';

/**
 * The process shell of a guest: descriptor 3 is the host, descriptor 4 the platform. The only place inside an enclave
 * that does IO. Crash-only: whatever ends a channel ends the process, and the journal is the truth.
 */

const HOST = 3;
const PLATFORM = 4;

const POOL = 4_096;
let pool: Bytes = new Uint8Array(0);

/** Random bytes of the operating system, drawn many at a time: a call costs more than what it brings. None is used twice. */
function random(length: number): Bytes {
  if (length > POOL) return new Uint8Array(randomBytes(length));
  if (length > pool.length) pool = new Uint8Array(randomBytes(POOL));
  const drawn = pool.slice(0, length);
  pool.fill(0, 0, length);
  pool = pool.subarray(length);
  return drawn;
}

/** Runs a program as an enclave: the whole of a bundle's entry. Does not return until the process ends. */
export function runGuest<State>(program: Program<State>, settings: GuestSettings = {}): void {
  const host = new Socket({ fd: HOST, readable: true, writable: true });
  const platform = new Socket({ fd: PLATFORM, readable: true, writable: true });
  const began = process.hrtime.bigint();
  const elapsed = (): number => Number(process.hrtime.bigint() - began) / 1e9;
  const fromHost = new FrameReader();
  const fromPlatform = new FrameReader();
  let core: GuestCore<State> | undefined;

  const end = (): never => process.exit(0);
  for (const socket of [host, platform]) {
    socket.on('error', end);
    socket.on('close', end);
    socket.on('end', end);
  }

  const perform = (actions: readonly GuestAction[]): void => {
    host.cork();
    let ending = false;
    for (const action of actions) {
      if (action.type === 'host') host.write(frame(action.body));
      else if (action.type === 'platform') platform.write(frame(action.body));
      else ending = true;
    }
    host.uncork();
    if (ending) host.end(() => process.exit(1));
  };

  host.on('data', (chunk: Bytes) => {
    for (const event of fromHost.push(chunk)) {
      if (core === undefined) continue;
      perform(event.type === 'frame' ? core.fromHost(event.body, elapsed()) : core.refused(event.error));
    }
    // Everything that this read brought is one batch: one append, one fsync, one counter step.
    if (core !== undefined) perform(core.turn());
  });
  host.pause();

  platform.on('data', (chunk: Bytes) => {
    for (const event of fromPlatform.push(chunk)) {
      if (event.type !== 'frame') return end();
      if (core !== undefined) {
        perform(core.fromPlatform(event.body));
        continue;
      }
      const message = decodeMessage(platformMessage, event.body);
      if (message.type !== 'init') return end();
      core = new GuestCore(program, message, random, settings);
      perform(core.start());
      host.resume();
    }
  });
}
