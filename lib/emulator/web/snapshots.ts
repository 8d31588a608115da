/**
 * Snapshots of Aurora's clusters, whose records the front keeps (front/cluster_snapshots.py): each is a base backup of the
 * writer, in a folder of the engine that goes with it. What is restored begins with a copy of one.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { access, cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Container } from './containers/container.ts';
import type { Engine } from './containers/engine.ts';
import { isStorage } from './global/global-databases.ts';
import { takeBaseBackup } from './images/base-backup.ts';
import { connected, isPostgres } from './images/postgres.ts';
import type { DatabaseRoles } from './network/database-roles.ts';

/** Why nothing is made; nothing was changed then. */
export class SnapshotRefused extends Error {}

/** `arn:aws:rds:<region>:<account>:<kind>:<name>`, and the name of a snapshot of AWS Backup has a colon in it. */
function partsOf(arn: string) {
  const [, , , region = '', , kind = '', ...name] = arn.split(':');
  return { region, kind, name: name.join(':') };
}

/** A file that is gone before it is copied, a temporary one: PostgreSQL's own tools begin again as well. */
const TRIES = 3;

/** @param isCutOff whether nothing passes into this region and out of it now */
export function createSnapshots({
  folder,
  engine,
  roles,
  isCutOff,
}: {
  readonly folder: string;
  readonly engine: () => Engine;
  readonly roles: () => DatabaseRoles;
  readonly isCutOff: (region: string) => boolean;
}) {
  const kept = join(folder, 'snapshots');
  const placeOf = (arn: string) => join(kept, createHash('sha256').update(arn).digest('hex').slice(0, 16));
  /** Clusters that were restored, and whose first instance has not started yet: by region and name. */
  const restored = new Map<string, string>();

  function writerOf(arn: string): Container {
    const { region, name } = partsOf(arn);
    const writer = engine()
      .list()
      .find(
        (each) =>
          each.region === region &&
          each.labels.cluster_id === name &&
          isPostgres(each.image) &&
          !isStorage(each) &&
          each.status === 'running' &&
          roles().roleOf(each) === 'writer',
      );
    if (!writer) throw new SnapshotRefused(`No instance of ${arn} takes writes.`);
    return writer;
  }

  async function backUp(arn: string, to: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      rmSync(to, { recursive: true, force: true });
      mkdirSync(to, { mode: 0o700 });
      try {
        return await connected(writerOf(arn), (client) => takeBaseBackup(client, to));
      } catch (error) {
        const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
        if (!isGone || tries === TRIES) throw error;
      }
    }
  }

  async function copy(arn: string, to: string, toRegion: string): Promise<void> {
    const { region } = partsOf(arn);
    if (isCutOff(toRegion) || isCutOff(region))
      throw new SnapshotRefused(`Nothing passes from ${region} to ${toRegion}.`);
    const from = placeOf(arn);
    await access(from).catch(() => {
      throw new SnapshotRefused(`Nothing is kept of ${arn}.`);
    });
    rmSync(to, { recursive: true, force: true });
    await cp(from, to, { recursive: true });
  }

  return {
    /**
     * Makes a snapshot of a cluster or of a snapshot, also into another region, or a cluster of a snapshot, whose first
     * instance then begins with it.
     * @throws SnapshotRefused
     */
    async make(arn: string, from: string): Promise<void> {
      const to = placeOf(arn);
      const { region, kind, name } = partsOf(arn);
      mkdirSync(kept, { recursive: true, mode: 0o755 });
      if (partsOf(from).kind === 'cluster') await backUp(from, `${to}.new`);
      else await copy(from, `${to}.new`, region);
      rmSync(to, { recursive: true, force: true });
      renameSync(`${to}.new`, to);
      if (kind === 'cluster') restored.set(`${region}/${name}`, to);
    },
    forget(arn: string): void {
      const { region, name } = partsOf(arn);
      restored.delete(`${region}/${name}`);
      rmSync(placeOf(arn), { recursive: true, force: true });
    },
    /** The data that the first instance of a restored cluster begins with, which is its own from then on. */
    restoredFor({ region, labels: { cluster_id: cluster = '' } }: Container): string | undefined {
      const key = `${region}/${cluster}`;
      const data = restored.get(key);
      restored.delete(key);
      return data;
    },
  };
}
