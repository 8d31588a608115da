/**
 * Copies of the data of a server that runs, by the low-level backup API
 * (https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP): what `pg_basebackup` does, which
 * the package lacks.
 */
import { lchownSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';

/** Of the server that is copied alone, or made again by a server that starts. */
const NOT_COPIED = [
  'postmaster.pid',
  'postmaster.opts',
  'pg_wal',
  'pg_replslot',
  'standby.signal',
  'postgresql.auto.conf',
];
const FIRST_SEGMENT = /^START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)$/m;
const SEGMENT = /^[0-9A-F]{24}$/;
const HISTORY = /\.history$/;

/** Where the server that answers keeps its data. */
export async function dataFolderOf(client: pg.Client): Promise<string> {
  return (await client.query("SELECT current_setting('data_directory') AS at")).rows[0].at as string;
}

/** All but the write-ahead log, between the beginning and the end of a backup. */
export async function copyData(source: string, to: string): Promise<void> {
  for (const entry of readdirSync(source).filter((found) => !NOT_COPIED.includes(found))) {
    await cp(join(source, entry), join(to, entry), { recursive: true });
  }
  for (const folder of ['pg_wal', 'pg_replslot', 'pg_wal/archive_status', 'pg_wal/summaries']) {
    mkdirSync(join(to, folder), { recursive: true, mode: 0o700 });
  }
}

/**
 * A backup that a server can start from by itself: with it goes the write-ahead log from its beginning to its end, which a
 * replication slot keeps until then.
 * @param client of a writer
 * @param to an empty folder
 */
export async function takeBaseBackup(client: pg.Client, to: string): Promise<void> {
  const source = await dataFolderOf(client);
  await client.query("SELECT pg_create_physical_replication_slot('certlab_' || pg_backend_pid(), true, true)");
  await client.query("SELECT pg_backup_start('certlab', true)");
  await copyData(source, to);
  const { rows } = await client.query('SELECT labelfile FROM pg_backup_stop(false)');
  const label = rows[0].labelfile as string;
  const first = FIRST_SEGMENT.exec(label)?.[1];
  if (first === undefined) throw new Error(`The label of the backup names no segment: ${label}`);
  for (const name of readdirSync(join(source, 'pg_wal'))) {
    const isWanted = HISTORY.test(name) || (SEGMENT.test(name) && name >= first);
    if (isWanted) await cp(join(source, 'pg_wal', name), join(to, 'pg_wal', name));
  }
  writeFileSync(join(to, 'backup_label'), label, { mode: 0o600 });
}

/** All of it to the user who will run the server, where that is another. */
export function own(path: string, user: { readonly uid: number; readonly gid: number } | undefined): void {
  if (!user) return;
  lchownSync(path, user.uid, user.gid);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) own(inner, user);
    else lchownSync(inner, user.uid, user.gid);
  }
}
