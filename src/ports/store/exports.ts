import type { Timestamp } from '../../domain/time.ts';

export interface ExportFile {
  readonly exportId: string;
  /** Of the file, for example samples-2026-11-22.csv. */
  readonly name: string;
  readonly content: string;
  /** Rows of data in it. */
  readonly rows: number;
  /** Program time. */
  readonly expiresAt: Timestamp;
}

/** Lists that were asked for as files. Each is kept for as long as its maker says. */
export interface ExportStore {
  save(file: Omit<ExportFile, 'exportId'>, now: Timestamp): Promise<ExportFile>;
  /** Null when there is none, or its time is over. */
  get(exportId: string, now: Timestamp): Promise<ExportFile | null>;
}
