import Sqlite from 'better-sqlite3';

// Writes two rows that belong together in every transaction, without a pause, until it is killed.
const [file = ''] = process.argv.slice(2);
const connection = new Sqlite(file, { timeout: 5_000 });
// What it writes stays beside the main file, so that a copy of that file alone would miss it.
connection.pragma('wal_autocheckpoint = 0');
connection.exec('CREATE TABLE IF NOT EXISTS pairs (half TEXT NOT NULL, number INTEGER NOT NULL) STRICT');
const insert = connection.prepare('INSERT INTO pairs VALUES (?, ?)');
const REPORT_EVERY = 50;

for (let number = 1; ; number += 1) {
  connection.exec('BEGIN IMMEDIATE');
  insert.run('left', number);
  insert.run('right', number);
  connection.exec('COMMIT');
  if (number % REPORT_EVERY === 0) process.stdout.write(`${JSON.stringify({ number })}\n`);
}
