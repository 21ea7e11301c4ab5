import { serveRegtest } from '../../regtest/serve.ts';

/** A development chain in a process of its own, to be killed: `node regtest-child.ts PORT STATE-FILE`. */
const [port, state] = process.argv.slice(2);
const served = await serveRegtest({ port: Number(port), accounts: 0, state: String(state) });
console.log(served.port);
