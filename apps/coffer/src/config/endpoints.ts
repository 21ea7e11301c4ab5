import { z } from 'zod';
import { AppError } from './error.ts';
import { readText, writeWhole } from './files.ts';
import type { NetworkPaths } from './paths.ts';

/** Where a network's services are now. Unlike the network's facts this may change, and nobody has to believe it. */
const endpointsSchema = z.object({
  rpcUrl: z.url(),
  headerUrl: z.string().min(1),
});
/** Addresses of a network's services. */
export type Endpoints = z.output<typeof endpointsSchema>;

/** Addresses of a network's services, or `undefined` before its first start. @throws AppError `FILE_UNREADABLE` */
export function readEndpoints(paths: NetworkPaths): Endpoints | undefined {
  const text = readText(paths.endpoints);
  if (text === undefined) return undefined;
  try {
    return endpointsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('FILE_UNREADABLE', `${paths.endpoints} is damaged.`, {
      next: 'Remove it and start the network again: coffer dev.',
      cause,
    });
  }
}

/** Records where the services are. */
export function writeEndpoints(paths: NetworkPaths, endpoints: Endpoints): void {
  writeWhole(paths.endpoints, `${JSON.stringify(endpoints, null, 2)}\n`);
}
