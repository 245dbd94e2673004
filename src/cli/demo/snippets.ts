export interface Launch {
  /** Absolute path of the Node that runs affiliate-ops. */
  readonly node: string;
  /** Absolute path of bin/affiliate-ops.mjs. */
  readonly launcher: string;
}

export interface Snippets {
  /** For claude_desktop_config.json. */
  readonly claudeDesktop: string;
  /** For a shell. */
  readonly claudeCode: string;
}

/** What connects this copy of affiliate-ops: with absolute paths, since hosts start servers without a shell's PATH. */
export function connectSnippets({ node, launcher }: Launch, platform: NodeJS.Platform): Snippets {
  const server = { command: node, args: [launcher, 'serve'] };
  const words = [node, launcher, 'serve'].map((word) => quoted(word, platform)).join(' ');
  return {
    claudeDesktop: JSON.stringify({ mcpServers: { 'affiliate-ops': server } }, null, 2),
    claudeCode: `claude mcp add --scope user affiliate-ops -- ${words}`,
  };
}

function quoted(word: string, platform: NodeJS.Platform): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  // A Windows path holds no double quote; both of its shells take such quotes.
  return platform === 'win32' ? `"${word}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
