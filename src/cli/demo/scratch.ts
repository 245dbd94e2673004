import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
const root = mkdtempSync(join(tmpdir(), 'aod-'));
const bin = '/work/main/bin/affiliate-ops.mjs';
const t0 = performance.now();
const T = () => ((performance.now() - t0) / 1000).toFixed(1);
const sb = spawn(process.execPath, [bin, 'sandbox', '--json', '--seed', process.argv[2] ?? '1', '--state', join(root, 's.sqlite')], { stdio: ['ignore', 'pipe', 'inherit'] });
const info: any = await new Promise((r) => sb.stdout.once('data', (d) => r(JSON.parse(String(d)))));
console.log(T(), info.url);
writeFileSync(join(root, 'c.json'), JSON.stringify({ defaults: { caps: { per_day: Number(process.argv[3] ?? 12), per_week: 40 } } }));
const transport = new StdioClientTransport({ command: process.execPath, args: [bin, 'serve'], env: { PATH: process.env.PATH!, HOME: root, AFFILIATE_OPS_CONFIG: join(root, 'c.json'), LOG_LEVEL: process.env.LL ?? 'warn', ...info.environment } });
const client = new Client({ name: 'demo', version: '1' });
await client.connect(transport);
console.log(T(), 'connected');
const call = async (name: string, args: any, show = true) => {
  const r: any = await client.callTool({ name, arguments: args });
  if (show) console.log(`\n[${T()}] ${name} ${JSON.stringify(args)}\n${r.content.map((c: any) => c.text).join('\n')}`);
  return r.structuredContent;
};
const control = async (m: string, p: string, b?: any) => (await fetch(info.url + '/control/' + p, { method: m, ...(b && { body: JSON.stringify(b) }) })).json() as any;
await call('program_status', {});
await call('program_status', { refresh: true });
const list = await call('list_pending_samples', { limit: 50 });
console.log(JSON.stringify(list.items[0], null, 1));
const plan = await call('approve_and_ship', { all_recommended: true });
const done = await call('approve_and_ship', { confirm_token: plan.confirm_token });
const c0 = performance.now();
const summary = async () => { const a = await call('list_actions', { limit: 50 }, false); const m: any = {}; for (const i of a.items) { const k = `${i.kind} ${i.status} ${i.stage ?? ''} ${i.status === 'blocked' || i.status === 'failed' ? JSON.stringify(i.blocked ?? i.outcome) : ''}`; m[k] = (m[k] ?? 0) + 1; } return m; };
const wait = (ms: number) => new Promise((r) => setTimeout(r, ms));
for (let i = 0; i < 8; i++) { await wait(1000); console.log(T(), JSON.stringify(await summary())); }
console.log(await control('POST', 'advance', { hours: 0.02 }));
for (let i = 0; i < 6; i++) { await wait(1000); console.log(T(), JSON.stringify(await summary())); }
console.log(await control('POST', 'advance', { hours: 0.15 }));
for (let i = 0; i < 20; i++) { await wait(1000); console.log(T(), JSON.stringify(await summary())); }
console.log(await control('POST', 'advance', { hours: 20 }));
for (let i = 0; i < 25; i++) { await wait(1000); console.log(T(), JSON.stringify(await summary())); }
await call('list_actions', { batch_id: done.batch_id });
await call('list_actions', {});
const o = await control('GET', 'oracle'); console.log(JSON.stringify(o.verdict), JSON.stringify(o.messages.slice(0, 3)), JSON.stringify(o.orders.slice(0, 2)));
const res: any = await client.readResource({ uri: `affiliate://samples/${done.actions[0].application_id}` }); console.log(res.contents[0].text);
await call('program_status', {});
await client.close(); sb.kill('SIGTERM'); rmSync(root, { recursive: true, force: true });
