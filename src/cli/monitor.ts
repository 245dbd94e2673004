import { machineClock } from '../program/clocks.ts';
import type { Program } from '../program/open-program.ts';
import type { Command, Terminal } from './command.ts';
import { parseFlags, UsageError } from './command.ts';

/** What is cut short is taken up by whoever watches next, so nobody has to wait for a slow answer. */
const LEAVE_MS = 1_500;

export const monitorCommand: Command = {
  help: `Usage: affiliate-ops monitor [--webhooks HOST:PORT [--public-url URL]]
       affiliate-ops monitor --once [--json]
       affiliate-ops monitor --install | --print

Watches the programme without anybody at the keyboard until Ctrl+C: reads TikTok Shop and the warehouse at the moments
of the schedule (monitor.schedule in the settings; every 15 minutes unless set), decides requests, carries out what is
approved, raises alerts and sends them out. A night in which the machine slept is caught up once. Any number of monitors
and assistants may run on the same data: they take turns. Logs go to stderr.

  --webhooks    take TikTok Shop's webhooks at HOST:PORT on a listener of its own: what they hint at is read at once
                instead of with the next cycle. Nothing of what they say is believed, and nothing is missed without them
  --public-url  the https address that leads to HOST:PORT from outside; TikTok Shop is told to call it

  --once     do all of it once, until nothing is due any more, and say what was done
  --json     with --once: say it as one line of JSON
  --install  have this machine start the monitor by itself: writes the unit for launchd, systemd or the Task Scheduler
             and says how to switch it on
  --print    only show that unit

The environment is that of "affiliate-ops serve". A monitor that the machine starts reads it from the file monitor.env
in the configuration folder, which --install makes.
`,
  async run(args, terminal) {
    const flags = parseFlags(args, {
      once: { type: 'boolean' },
      json: { type: 'boolean' },
      install: { type: 'boolean' },
      print: { type: 'boolean' },
      webhooks: { type: 'string' },
      'public-url': { type: 'string' },
    });
    const chosen = [flags.once, flags.install, flags.print].filter((flag) => flag === true);
    if (chosen.length > 1)
      throw new UsageError("Options '--once', '--install' and '--print' exclude each other");
    if (flags.json === true && flags.once !== true)
      throw new UsageError("Option '--json' goes with '--once'");
    if (flags.webhooks !== undefined && chosen.length > 0)
      throw new UsageError("Option '--webhooks' is for a monitor that stays");
    if (flags['public-url'] !== undefined && flags.webhooks === undefined)
      throw new UsageError("Option '--public-url' goes with '--webhooks'");
    if (flags.install === true || flags.print === true) {
      const { installMonitor, printMonitor } = await import('./monitor/install.ts');
      return flags.print === true ? printMonitor(terminal) : installMonitor(terminal);
    }
    if (flags.once === true) return once(terminal, flags.json === true);
    return watch(terminal, flags.webhooks, flags['public-url']);
  },
};

/** Opens the program; a stop signal that comes meanwhile is not lost. */
async function open(monitor: boolean): Promise<{ program: Program; stop: AbortSignal }> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const { loadConfiguration } = await import('../config/index.ts');
  const { createLog } = await import('../program/log.ts');
  const { openProgram } = await import('../program/open-program.ts');
  const configuration = loadConfiguration({ env: process.env });
  const program = await openProgram(configuration, createLog(configuration.logLevel), { monitor });
  return { program, stop: stop.signal };
}

async function watch(
  terminal: Terminal,
  webhooks: string | undefined,
  publicUrl: string | undefined,
): Promise<number> {
  const taking = webhooks === undefined ? null : await import('./monitor/webhooks.ts');
  const address = taking && webhooks !== undefined ? taking.webhookAddress(webhooks, publicUrl) : null;
  const { program, stop } = await open(true);
  const what = program.sandbox ? 'the sandbox' : 'your shop';
  if (taking && address) {
    await taking.takeWebhooks(program, address, terminal).catch(async (error: unknown) => {
      await program.close();
      throw error;
    });
  }
  terminal.err(`Watching ${what} (${program.services.settings.monitor.schedule}). Stop it with Ctrl+C.\n`);
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve));
  return leave(program, 0);
}

async function once(terminal: Terminal, json: boolean): Promise<number> {
  const { onceReport, onceText } = await import('./monitor/report.ts');
  const { program, stop } = await open(false);
  const result = await program.watchOnce(stop).catch(async (error: unknown) => {
    await program.close();
    throw error;
  });
  const report = await onceReport(program, result);
  terminal.out(json ? `${JSON.stringify(report)}\n` : onceText(report));
  return leave(program, report.ok ? 0 : 1);
}

async function leave(program: Program, code: number): Promise<number> {
  const closed = program.close().then(() => true);
  const patience = machineClock.wait(LEAVE_MS).then(() => false);
  // A request that hangs keeps the process alive: its action is read back by whoever watches next.
  if (!(await Promise.race([closed, patience]))) process.exit(code);
  return code;
}
