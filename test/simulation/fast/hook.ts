import { registerHooks } from 'node:module';

/**
 * Gives the simulator's own thread functions that remember their results in the place of the slow ones of
 * `@coffer/crypto`, and a CBOR that is made for what is encoded here. They compute the same bytes (`fast.test.ts`), and a schedule's trace is the same with and without
 * them.
 */

const FAST = ['secp256k1', 'hash'].map((name) => ({
  real: new URL(`../../../packages/crypto/src/${name}.ts`, import.meta.url).href,
  fast: new URL(`${name}.ts`, import.meta.url).href,
}));
const CBOR = new URL('cbor.ts', import.meta.url).href;
const HERE = new URL('.', import.meta.url).href;

/** To be called before anything is imported that computes. */
export function remember(): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      const found = next(specifier, context);
      if (context.parentURL?.startsWith(HERE)) return found;
      if (specifier === 'cborg') return { ...found, url: CBOR, format: 'module-typescript' };
      const replaced = FAST.find(({ real }) => real === found.url);
      return replaced === undefined ? found : { ...found, url: replaced.fast };
    },
  });
}
