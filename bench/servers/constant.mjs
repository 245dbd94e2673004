// Serves one tool, list_pending_samples, that answers with the result in the file given as argument.
import { readFileSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import * as z from 'zod';

const result = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));

serveStdio(() => {
  const server = new McpServer({ name: 'constant', version: '1.0.0' });
  server.registerTool(
    'list_pending_samples',
    { description: 'Always the same.', inputSchema: z.object({}) },
    () => result,
  );
  return server;
});
