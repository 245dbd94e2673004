import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import * as z from 'zod';
import { version } from '../../config/version.ts';
import { machineClock } from '../../program/clocks.ts';
import { Journal, type JournalAction } from './answers.ts';

/** The transport waits this long after closing stdin before it sends a signal. */
const SIGNAL_AFTER_MS = 2_000;

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Takes what the server writes to stderr. */
  readonly onWords: (text: string) => void;
}

export interface Answer {
  /** The tool's text, as a host shows it. */
  readonly text: string;
  /** The structured result. */
  readonly data: unknown;
}

type Arguments = Readonly<Record<string, unknown>>;

/** The part that Claude or another host plays: a real MCP client with a server of its own behind stdio. */
export class Assistant {
  readonly #client: Client;
  readonly #transport: StdioClientTransport;
  /** Resolves when the server is gone, for whatever reason. */
  readonly gone: Promise<void>;

  constructor(server: ServerCommand) {
    const { command, args, env, onWords } = server;
    this.#client = new Client({ name: 'affiliate-ops-demo', version: version() });
    this.#transport = new StdioClientTransport({
      command,
      args: [...args],
      env: { ...env },
      stderr: 'pipe',
    });
    this.#transport.stderr?.on('data', (chunk: Buffer) => onWords(chunk.toString('utf8')));
    this.gone = new Promise((resolve) => {
      this.#client.onclose = resolve;
    });
  }

  async connect(): Promise<void> {
    await this.#client.connect(this.#transport);
  }

  /** Of the server; null when it is not running. */
  get pid(): number | null {
    return this.#transport.pid;
  }

  /** Calls a tool. Throws its text when it answers with an error. */
  async call(name: string, args: Arguments): Promise<Answer> {
    const result = await this.#client.callTool({ name, arguments: { ...args } });
    const text = result.content.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
    if (result.isError === true) throw new Error(`${name} answered with an error: ${text.split('\n')[0]}`);
    return { text, data: result.structuredContent };
  }

  /** Every action of the journal that the filters let through, newest first. */
  async journal(filters: Arguments): Promise<readonly JournalAction[]> {
    const actions: JournalAction[] = [];
    let cursor: string | undefined;
    do {
      const page = Journal.parse(
        (
          await this.call('list_actions', {
            ...filters,
            limit: 50,
            ...(cursor === undefined ? {} : { cursor }),
          })
        ).data,
      );
      actions.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    return actions;
  }

  /** A resource's JSON. */
  async read(uri: string): Promise<unknown> {
    const { contents } = await this.#client.readResource({ uri });
    const parsed = z.object({ text: z.string() }).parse(contents[0]);
    return JSON.parse(parsed.text);
  }

  /** Closes stdin, as a host does. True when the server then left by itself, without a signal. */
  async close(): Promise<boolean> {
    const started = machineClock.now();
    await this.#client.close();
    return machineClock.now() - started < SIGNAL_AFTER_MS;
  }
}
