import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Desk, openDesk } from '../support/desk.ts';
import { approve, approvedThrough, firstReading, pending } from '../support/morning.ts';

const root = process.getuid?.() === 0;

/** A disk of its own needs a mount, which root on Linux may make; elsewhere those tests are shown as skipped. */
function canMount(): boolean {
  if (process.platform !== 'linux' || !root) return false;
  const folder = mkdtempSync(join(tmpdir(), 'affiliate-ops-mount-'));
  const can = mount(folder, 'size=1m');
  if (can) unmount(folder);
  rmdirSync(folder);
  return can;
}

function mount(folder: string, options: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'none', folder]).status === 0;
}

function unmount(folder: string): void {
  spawnSync('umount', [folder]);
}

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

function fill(file: string): void {
  for (const size of [1_000_000, 10_000, 1_000, 100]) {
    try {
      for (;;) appendFileSync(file, Buffer.alloc(size));
    } catch {
      // Full for pieces of this size.
    }
  }
}

vi.setConfig({ testTimeout: 90_000 });

describe.skipIf(!canMount())('a disk', () => {
  it('that is full is said, nothing is lost, and work carries on when there is room', async () => {
    const folder = join(desk.folder, 'full');
    mkdirSync(folder);
    expect(mount(folder, 'size=40m')).toBe(true);
    const client = await desk.assistant({ env: { AFFILIATE_OPS_DATA_DIR: folder } });
    try {
      await firstReading(client);
      const [item] = await pending(client, { verdict: 'approve', limit: 1 });
      const ids = [item?.application_id ?? ''];
      // The log of earlier writes has room to be written over; without it the next write needs new room.
      const database = new Sqlite(join(folder, 'affiliate-ops-sandbox.sqlite'));
      database.pragma('wal_checkpoint(TRUNCATE)');
      database.close();
      const filler = join(folder, 'filler');
      fill(filler);
      const answer = await client.call('approve_and_ship', { application_ids: ids });
      expect(answer.failed).toBe(true);
      expect(answer.text).toMatch(
        /disk that holds the data file is full.*Nothing was changed.*Free some space/,
      );
      expect(await pending(client, { limit: 1 })).toHaveLength(1);

      rmSync(filler);
      const made = await approve(client, ids);
      const [done] = await approvedThrough(desk, client, made.values());
      expect(done?.status).toBe('done');
    } finally {
      await client.close();
      unmount(folder);
    }
  });

  it('that is read-only is said with what to do', async () => {
    const folder = join(desk.folder, 'read-only');
    mkdirSync(folder);
    expect(mount(folder, 'ro,size=1m')).toBe(true);
    const client = await desk.assistant({ env: { AFFILIATE_OPS_DATA_DIR: folder } });
    try {
      const answer = await client.call('program_status');
      expect(answer.failed).toBe(true);
      expect(answer.text).toMatch(/data file cannot be written.*Nothing was changed.*AFFILIATE_OPS_DATA_DIR/);
    } finally {
      await client.close();
      unmount(folder);
    }
  });
});

it.skipIf(root)('a folder without write permission is said with what to do', async () => {
  const folder = join(desk.folder, 'closed');
  mkdirSync(folder);
  chmodSync(folder, 0o500);
  const client = await desk.assistant({ env: { AFFILIATE_OPS_DATA_DIR: folder } });
  const answer = await client.call('program_status');
  chmodSync(folder, 0o700);
  expect(answer.failed).toBe(true);
  expect(answer.text).toContain('AFFILIATE_OPS_DATA_DIR');
  expect(answer.text).not.toContain('inside the server');
});
