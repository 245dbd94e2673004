/** How this copy of affiliate-ops is started. */
export interface Launch {
  /** Absolute path of the Node that runs affiliate-ops. */
  readonly node: string;
  /** Absolute path of bin/affiliate-ops.mjs. */
  readonly launcher: string;
  /** Names of environment variables whose values the operator fills in. */
  readonly variables?: readonly string[];
}

/** What to paste, by host. */
export interface HostSnippets {
  /** For claude_desktop_config.json. */
  readonly claudeDesktop: string;
  /** For a shell. */
  readonly claudeCode: string;
  /** For ~/.cursor/mcp.json. */
  readonly cursor: string;
  /** For the mcp.json that "MCP: Open User Configuration" opens; asks for the variables and keeps them encrypted. */
  readonly vsCode: string;
}

const NAME = 'affiliate-ops';
const FILL_IN = 'your value';

/** What connects this copy of affiliate-ops: with absolute paths, since hosts start servers without a shell's PATH. */
export function connectSnippets(launch: Launch, platform: NodeJS.Platform): HostSnippets {
  const mcpServers = mcpServersFile(launch);
  return {
    claudeDesktop: mcpServers,
    claudeCode: claudeCodeCommand(launch, platform),
    cursor: mcpServers,
    vsCode: vsCodeFile(launch),
  };
}

function mcpServersFile({ node, launcher, variables = [] }: Launch): string {
  const env = Object.fromEntries(variables.map((name) => [name, FILL_IN]));
  const server = { command: node, args: [launcher, 'serve'], ...(variables.length > 0 ? { env } : {}) };
  return JSON.stringify({ mcpServers: { [NAME]: server } }, null, 2);
}

function claudeCodeCommand({ node, launcher, variables = [] }: Launch, platform: NodeJS.Platform): string {
  const env = variables.flatMap((name) => ['--env', `${name}=${FILL_IN}`]);
  // --env takes every word up to the next option, so --scope stands between it and the name.
  const words = ['claude', 'mcp', 'add', ...env, '--scope', 'user', NAME, '--', node, launcher, 'serve'];
  return words.map((word) => quoted(word, platform)).join(' ');
}

function vsCodeFile({ node, launcher, variables = [] }: Launch): string {
  const id = (name: string) => name.toLowerCase().replaceAll('_', '-');
  const inputs = variables.map((name) => ({
    type: 'promptString',
    id: id(name),
    description: name,
    password: true,
  }));
  const env = Object.fromEntries(variables.map((name) => [name, `\${input:${id(name)}}`]));
  const server = { type: 'stdio', command: node, args: [launcher, 'serve'] };
  return JSON.stringify(
    variables.length === 0
      ? { servers: { [NAME]: server } }
      : { inputs, servers: { [NAME]: { ...server, env } } },
    null,
    2,
  );
}

function quoted(word: string, platform: NodeJS.Platform): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  // A Windows path holds no double quote; both of its shells take such quotes.
  return platform === 'win32' ? `"${word}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
