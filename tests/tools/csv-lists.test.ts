import { expect, it, onTestFinished } from 'vitest';
import { DAY, toIso } from '../../src/domain/time.ts';
import type { OpenProgram } from '../../src/mcp/call.ts';
import { exportedList } from '../../src/resources/exports.ts';
import { listActions } from '../../src/tools/list-actions.ts';
import { listPendingSamples } from '../../src/tools/list-pending-samples.ts';
import { EXPORT_ROWS, everyRow } from '../../src/usecases/export-list.ts';
import type { Services } from '../../src/usecases/services.ts';
import { application, approval, countingIds, creator, NOW, SHOP } from '../store/support.ts';
import { connect, ERAS, type Era } from '../support/mcp-clients.ts';
import { servicesOf, usecaseDesk } from '../support/usecase-desk.ts';

async function desk(era: Era) {
  const made = await usecaseDesk();
  const { store, clocks } = made;
  const program: OpenProgram<Services> = {
    ...{ services: servicesOf(made), sandbox: true, mode: 'confirm', confirmations: store.confirmations },
    ...{ machineClock: clocks.machineClock, programClock: clocks.programClock },
    ...{ ids: countingIds(), confirmKey: new Uint8Array(32) },
  };
  const log = { warn: () => undefined, error: () => undefined };
  const parts = {
    version: '0',
    tools: [listPendingSamples, listActions],
    resources: [exportedList],
    prompts: [],
  };
  const connection = await connect({ ...parts, runtime: { open: async () => program, log } }, era, false);
  onTestFinished(() => connection.close());
  const file = async (uri: string) => {
    const [content] = (await connection.client.readResource({ uri })).contents;
    if (content === undefined || !('text' in content)) throw new Error('No text.');
    return { lines: content.text.split('\r\n'), mimeType: content.mimeType };
  };
  return { ...made, store, clocks, client: connection.client, file };
}

it.each(ERAS)('gives every open request as one file, to %s clients', async (era) => {
  const { store, client, file } = await desk(era);
  const many = Array.from({ length: 120 }, (_, index) =>
    application({
      applicationId: String(7_494_000_000_000_000_000n + BigInt(index)),
      productTitle: index === 0 ? '=HYPERLINK("http://example.com")' : 'Serum, "the" good one',
      creator: creator({ creatorId: `c-${index}`, username: `user${index}`, followers: index }),
      approveExpiresAt: NOW + index,
    }),
  );
  await store.samples.record(SHOP, many, NOW);
  const result = await client.callTool({
    name: 'list_pending_samples',
    arguments: { format: 'csv', followers_max: 99 },
  });
  const link = result.content.find((part) => part.type === 'resource_link');
  expect(link).toMatchObject({
    mimeType: 'text/csv',
    name: `pending-samples-${toIso(NOW).slice(0, 10)}.csv`,
  });
  const uri = link?.type === 'resource_link' ? link.uri : '';
  expect(result.structuredContent).toMatchObject({
    items: [],
    returned: 0,
    total: 100,
    csv: { uri, rows: 100, expires_at: toIso(NOW + DAY) },
  });
  expect(JSON.stringify(result.content[0])).toContain(uri);

  const { lines, mimeType } = await file(uri);
  expect(mimeType).toBe('text/csv');
  expect(lines).toHaveLength(102);
  expect(lines[0]).toMatch(/^\uFEFFapplication_id,creator_id,username,followers,gmv_30d,currency,/);
  expect(lines[1]).toContain(
    `7494000000000000000\t,c-0,user0,0,2500,USD,14,90,product-1,"'=HYPERLINK(""http`,
  );
  expect(lines[2]).toContain(',"Serum, ""the"" good one",');
});

it('gives the journal, keeps filters, and forgets the file after a day', async () => {
  const { store, client, clocks, file } = await desk('new');
  await store.actions.insert([approval('1'), approval('2', {}, { reason: '-1+2' })], NOW);
  const all = await client.callTool({ name: 'list_actions', arguments: { format: 'csv' } });
  const uriOf = (result: typeof all) => {
    const link = result.content.find((part) => part.type === 'resource_link');
    return link?.type === 'resource_link' ? link.uri : '';
  };
  const { lines } = await file(uriOf(all));
  expect(lines).toHaveLength(4);
  expect(lines[1]).toContain(",'-1+2,");
  const none = await client.callTool({ name: 'list_actions', arguments: { format: 'csv', status: 'done' } });
  expect(none.structuredContent).toMatchObject({ csv: { rows: 0 } });

  clocks.advance(DAY);
  await expect(file(uriOf(all))).rejects.toThrow('kept for a day');
  await expect(file('affiliate://exports/exp_none')).rejects.toThrow('no such file');
});

it('stops at the most rows that a file holds and says that there are more', async () => {
  const asked: number[] = [];
  const endless = async (limit: number) => {
    asked.push(limit);
    return { rows: Array.from({ length: limit }, () => 0), nextCursor: 'more' };
  };
  expect(await everyRow(endless)).toMatchObject({ more: true, rows: { length: EXPORT_ROWS } });
  expect(asked.reduce((sum, limit) => sum + limit, 0)).toBe(EXPORT_ROWS);
});
