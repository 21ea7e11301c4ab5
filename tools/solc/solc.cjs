#!/usr/bin/env node
// solc from npm (WebAssembly) behind the two calls that forge makes of a native solc: `--version`, `--standard-json`.
const solc = require('solc/wrapper.js')(require('solc/soljson.js'));

if (process.argv.includes('--version')) {
  const version = solc.version().replace('Emscripten.clang', 'Linux.g++');
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${version}\n`);
} else {
  const chunks = [];
  process.stdin.on('data', (chunk) => chunks.push(chunk));
  process.stdin.on('end', () => {
    // Exit in the callback: the compiler keeps the event loop alive, and an early exit cuts a pipe's output short.
    process.stdout.write(solc.compile(Buffer.concat(chunks).toString('utf8')), () => process.exit(0));
  });
}
