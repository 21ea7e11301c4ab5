import type { CofferError } from '@coffer/core/error';
import { Command, CommanderError } from 'commander';
import { idempotencyKey } from '../api/schemas.ts';
import { loadConfig, SETTINGS, type Setting } from '../config/config.ts';
import { AppError } from '../config/error.ts';
import type { Env } from '../config/paths.ts';
import { addCommand, type CommandSpec, type Runner } from './command.ts';
import { attestShow } from './commands/attest/show.ts';
import { attestVerify } from './commands/attest/verify.ts';
import { bitcoinRegtest } from './commands/bitcoin/regtest.ts';
import { bitcoinFund, bitcoinMine, bitcoinRpc } from './commands/bitcoin/rpc.ts';
import { completion } from './commands/completion.ts';
import { configShow } from './commands/config/show.ts';
import { daemonOpenApi, daemonStart, daemonStatus, daemonStop } from './commands/daemon/manage.ts';
import { daemonRun } from './commands/daemon/run.ts';
import { chainStart, chainStop } from './commands/dev/chain.ts';
import { demo } from './commands/dev/demo.ts';
import { devRun } from './commands/dev/run.ts';
import { accountCreate, accountShow } from './commands/offline/account.ts';
import { activity } from './commands/offline/activity.ts';
import { answer, receive, reject } from './commands/offline/answer.ts';
import { deposit, recharge, withdraw } from './commands/offline/chain.ts';
import { connection } from './commands/offline/connection.ts';
import { accountCancel, accountRecover } from './commands/offline/leave.ts';
import { limits } from './commands/offline/limits.ts';
import { pay, resend } from './commands/offline/pay.ts';
import { paymentResolve, paymentShow } from './commands/offline/payment.ts';
import { reconcile } from './commands/offline/reconcile.ts';
import { request } from './commands/offline/request.ts';
import { revoke } from './commands/offline/revoke.ts';
import { version } from './commands/version.ts';
import { moneyOperation } from './context.ts';
import { EXIT, EXIT_TEXT, exitCode } from './exit.ts';
import { createOutput, typedError } from './output.ts';
import { WIDTH } from './text.ts';

interface Group {
  readonly name: string;
  readonly summary: string;
  readonly groups?: readonly Group[];
  readonly commands: readonly CommandSpec[];
}

const GROUPS: readonly Group[] = [
  {
    name: 'dev',
    summary: 'A network of your own on this machine: chain, contracts, play money.',
    commands: [devRun, chainStop, chainStart],
  },
  {
    name: 'daemon',
    summary: 'The process that owns a wallet; started on demand.',
    commands: [daemonRun, daemonStart, daemonStop, daemonStatus, daemonOpenApi],
  },
  {
    name: 'offline',
    summary: 'Pay device to device without any network; settle on Ethereum.',
    groups: [
      {
        name: 'account',
        summary: 'The account inside the enclave.',
        commands: [accountCreate, accountShow, accountCancel, accountRecover],
      },
      {
        name: 'payment',
        summary: 'One payment: where its money is, and how it comes to its end.',
        commands: [paymentShow, paymentResolve],
      },
    ],
    commands: [
      ...[deposit, recharge, withdraw, request, pay, resend, receive, reject, answer],
      ...[reconcile, activity, limits, connection, revoke],
    ],
  },
  {
    name: 'bitcoin',
    summary: 'A Bitcoin chain for development: run it, mine, fund, ask it anything.',
    commands: [bitcoinRegtest, bitcoinMine, bitcoinFund, bitcoinRpc],
  },
  { name: 'attest', summary: 'What vouches for an enclave.', commands: [attestShow, attestVerify] },
  { name: 'config', summary: 'Settings and where they come from.', commands: [configShow] },
];

/** Streams and environment of a run; a test gives its own. */
export interface Terminal {
  readonly env: Env;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

function settingFlags(command: Command): Partial<Record<Setting, string>> & { config?: string } {
  const all = command.optsWithGlobals();
  const flags: Partial<Record<Setting, string>> & { config?: string } = {};
  for (const setting of Object.keys(SETTINGS) as Setting[]) {
    const value: unknown = all[setting.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())];
    if (typeof value === 'string') flags[setting] = value;
  }
  if (typeof all.config === 'string') flags.config = all.config;
  return flags;
}

function addGroup(parent: Command, { name, summary, groups, commands }: Group, runner: Runner): void {
  const command = parent.command(name).summary(summary).description(summary);
  for (const group of groups ?? []) addGroup(command, group, runner);
  for (const spec of commands) addCommand(command, spec, runner);
}

/** The whole command tree. */
export function createProgram(terminal: Terminal, done: (code: number) => void): Command {
  const runner: Runner = async (spec, args, command) => {
    const all = command.optsWithGlobals();
    const output = createOutput(all.json === true, terminal.stdout, terminal.stderr);
    const key: unknown = all.idempotencyKey;
    const operation = moneyOperation(typeof key === 'string' ? key : undefined, (text) =>
      terminal.stderr(`${text}\n`),
    );
    try {
      if (key !== undefined && !idempotencyKey.safeParse(key).success) {
        throw new AppError(
          'USAGE',
          '--idempotency-key takes 8 to 64 letters, digits, dashes and underlines.',
        );
      }
      const context = {
        config: loadConfig(settingFlags(command), terminal.env),
        output,
        env: terminal.env,
        yes: all.yes === true,
        operation,
      };
      const result = await spec.run(context, args, command.opts());
      if (result !== undefined) output.result(result);
      done(result?.failed === true ? EXIT.failed : EXIT.ok);
    } catch (error) {
      const typed = operation.explain(typedError(error));
      output.error(typed);
      if (terminal.env.COFFER_DEBUG === '1' && error instanceof Error) terminal.stderr(`${error.stack}\n`);
      done(exitCode(typed));
    }
  };
  const program = new Command('coffer')
    .description('Off-chain payments with trusted execution environments.')
    .option('--json', 'one JSON object on stdout')
    .option('-y, --yes', 'no preview, no question')
    .option('--config <file>', 'configuration file (TOML)')
    .option(
      '--idempotency-key <key>',
      'name of this money operation, 8 to 64 letters, digits, - or _: the same key never does it twice',
    )
    .addHelpText('after', `\n${EXIT_TEXT}`);
  for (const [setting, { about }] of Object.entries(SETTINGS)) {
    program.option(`--${setting} <value>`, about);
  }
  for (const group of GROUPS) addGroup(program, group, runner);
  addCommand(program, demo, runner);
  addCommand(program, completion(program), runner);
  addCommand(program, version, runner);
  return program;
}

function prepare(command: Command, terminal: Terminal): void {
  command.exitOverride().configureOutput({
    writeOut: terminal.stdout,
    writeErr: () => undefined,
    getOutHelpWidth: () => WIDTH,
    getErrHelpWidth: () => WIDTH,
  });
  for (const child of command.commands) prepare(child, terminal);
}

/** The command or group that a command line names, as far as it names one. */
function named(program: Command, argv: readonly string[]): string {
  let command = program;
  const names = ['coffer'];
  for (const word of argv) {
    const next = command.commands.find((child) => child.name() === word);
    if (next === undefined) continue;
    command = next;
    names.push(word);
  }
  return names.join(' ');
}

/**
 * Runs one command line. Never throws.
 * @param argv what follows the program's name
 * @returns exit code
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT.ok;
  const program = createProgram(terminal, (result) => {
    code = result;
  });
  prepare(program, terminal);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    const output = createOutput(argv.includes('--json'), terminal.stdout, terminal.stderr);
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.ok;
      const help = error.code === 'commander.help';
      const negative = error.code === 'commander.unknownOption' && /'-\.?\d/.test(error.message);
      const said = negative ? 'An amount is never negative.' : error.message.replace(/^error: /, '');
      output.error(
        new AppError('USAGE', help ? 'A command is missing.' : said, {
          next: `See: ${named(program, argv)} --help.`,
        }),
      );
      return EXIT.usage;
    }
    const typed: CofferError = typedError(error);
    output.error(typed);
    return exitCode(typed);
  }
}
