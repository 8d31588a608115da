/** Run as the first process of a reader: waits for the writer, copies it (base-backup.ts), and becomes its server. */
import { appendFileSync, cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { copyData, dataFolderOf, own } from './base-backup.ts';
import { STANDBY_PLAN, type StandbyPlan } from './postgres.ts';

const { data, name, primary, replication, user, program, args }: StandbyPlan = JSON.parse(
  process.env[STANDBY_PLAN] as string,
);
const RETRY_MS = 200;
/** To be connected takes four round trips, which on a long line into another region are seconds. */
const CONNECT_SECONDS = 10;

async function clone(): Promise<void> {
  const client = new pg.Client({ ...primary, connectionTimeoutMillis: CONNECT_SECONDS * 1_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [replication.user]);
    if (!rowCount) throw new Error('The writer has no role for replication yet.');
    // Of the server that answers now: it may be another than when this was started.
    const source = await dataFolderOf(client);
    await client.query("SELECT pg_backup_start('certlab', true)");
    await copyData(source, data);
    // Last of all: of a server that itself follows, it says from where on the copy is whole.
    cpSync(join(source, 'global', 'pg_control'), join(data, 'global', 'pg_control'));
    const { rows } = await client.query('SELECT labelfile FROM pg_backup_stop(false)');
    writeFileSync(join(data, 'backup_label'), rows[0].labelfile as string);
    writeFileSync(join(data, 'standby.signal'), '');
    const connection = Object.entries({
      host: primary.host,
      port: primary.port,
      user: replication.user,
      password: replication.password,
      application_name: name,
      connect_timeout: CONNECT_SECONDS,
    }).map(([key, value]) => `${key}=${value}`);
    appendFileSync(join(data, 'postgresql.auto.conf'), `primary_conninfo = '${connection.join(' ')}'\n`);
  } finally {
    await client.end().catch(() => {});
  }
}

for (;;) {
  try {
    await clone();
    break;
  } catch (error) {
    console.error((error as Error).message);
    for (const entry of readdirSync(data)) rmSync(join(data, entry), { recursive: true, force: true });
    await sleep(RETRY_MS);
  }
}
own(data, user);
if (user) {
  process.setgroups?.([]);
  process.setgid?.(user.gid);
  process.setuid?.(user.uid);
}
const { [STANDBY_PLAN]: _, ...environment } = process.env;
process.execve?.(program, [program, ...args], environment);
