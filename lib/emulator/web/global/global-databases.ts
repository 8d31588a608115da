/**
 * Global databases of Aurora: the data of a secondary cluster is that of a PostgreSQL which follows the primary's writer by
 * the line into its region, and so is behind it by what the line takes ("Using Amazon Aurora Global Database"). A cluster
 * without an instance, a headless one, has a server of its own for that, which nobody can ask.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../../until.ts';
import { type Container, environmentOf } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import { dataOf, isPostgres, PRIMARY_HOST, promoteAlone } from '../images/postgres.ts';
import type { DatabaseRoles } from '../network/database-roles.ts';
import type { At, Places } from '../network/places.ts';
import { bytesBehind, followerName } from './lag.ts';
import { createLines } from './lines.ts';
import { type GlobalDatabase, type Member, readGlobalDatabases } from './record.ts';

const EVERY_MS = 250;
/** What a writer that is asked to stop may take, to send what it has to those that follow. */
const FENCE_SECONDS = 5;
/** A server that has just come up on a busy machine may not take a connection at once. */
const PROMOTE_SECONDS = 30;
const STORAGE_LABEL = 'certlab.storage';
const STORAGE_IMAGE = 'postgres:storage';

/** The server of a headless cluster: no instance, so that no name leads to it. */
export const isStorage = ({ labels }: Pick<Container, 'labels'>) => STORAGE_LABEL in labels;

export type GlobalDatabases = ReturnType<typeof createGlobalDatabases>;

/** Why a change of the writer is not made; nothing was changed then. */
export class ChangeRefused extends Error {}

const keyOf = ({ region, cluster }: Pick<Member, 'region' | 'cluster'>) => `${region}/${cluster}`;

/**
 * @param folder of the engine
 * @param number of the engine
 * @param places where its addresses are
 * @param isCutOff whether nothing passes into this region and out of it now
 * @param isLost whether nothing runs there
 */
export function createGlobalDatabases({
  folder,
  number,
  places,
  engine,
  roles,
  isCutOff,
  isLost,
}: {
  readonly folder: string;
  readonly number: number;
  readonly places: Places;
  readonly engine: () => Engine;
  readonly roles: () => DatabaseRoles;
  readonly isCutOff: (region: string) => boolean;
  readonly isLost: (region: string) => boolean;
}) {
  /** By global database (its resource), who is made its writer right now, whom the emulator does not know yet. */
  const next = new Map<string, string>();
  /** By cluster, the instance that follows by the line where it was the writer once. */
  const heads = new Map<string, string>();
  /** Instances whose data is of a time line that was left. */
  const stale = new Set<string>();
  const starting = new Map<string, Promise<unknown>>();
  /** By cluster, what was the writer and could not be reached when another became it: it goes on until it can. */
  const unreached = new Map<string, { readonly from: Member; readonly to: Member; readonly writer?: Container }>();
  let open = true;

  const databases = (): readonly GlobalDatabase[] =>
    readGlobalDatabases(folder).map((database) => {
      const { resource, members } = database;
      const writer = next.get(resource);
      if (writer === undefined) return database;
      if (members.some((member) => member.writer && member.arn === writer)) next.delete(resource);
      return { ...database, members: members.map((member) => ({ ...member, writer: member.arn === writer })) };
    });

  const instancesOf = ({ region, cluster }: Member): readonly Container[] =>
    engine()
      .list()
      .filter(
        (container) =>
          container.region === region &&
          container.labels.cluster_id === cluster &&
          isPostgres(container.image) &&
          !isStorage(container),
      );
  const storageOf = ({ resource }: GlobalDatabase, { region, cluster }: Member): Container | undefined =>
    engine()
      .list()
      .find(
        ({ region: its, labels }) =>
          labels[STORAGE_LABEL] === resource && its === region && labels.cluster_id === cluster,
      );
  const writerOf = (member: Member): Container | undefined =>
    instancesOf(member).find((each) => each.status === 'running' && roles().roleOf(each) === 'writer');
  /** The instance of a secondary cluster that follows by the line; its others follow that one. */
  const headOf = (member: Member): Container | undefined => {
    const instances = instancesOf(member);
    const known = heads.get(keyOf(member));
    return instances.find(({ id }) => id === known) ?? instances.find((each) => !environmentOf(each.env)[PRIMARY_HOST]);
  };

  function placeOf(container: Container): { readonly database: GlobalDatabase; readonly member: Member } | undefined {
    for (const database of databases()) {
      const member = database.members.find(
        ({ region, cluster }) => region === container.region && cluster === container.labels.cluster_id,
      );
      if (member) return { database, member };
    }
    return undefined;
  }

  const lines = createLines({ number, places, databases, writerOf, isCutOff });

  async function keepStorage(database: GlobalDatabase, member: Member): Promise<void> {
    const primary = database.members.find(({ writer }) => writer);
    if (isLost(member.region) || instancesOf(member).length > 0 || !primary) return;
    const there = storageOf(database, member);
    // The first copy needs a writer; what has one already waits for it by itself.
    if (there?.status === 'running' || (!there && !writerOf(primary))) return;
    const storage =
      there ??
      engine().create({
        name: `certlab-storage-${member.region}-${member.cluster}`,
        image: STORAGE_IMAGE,
        env: [],
        cmd: [],
        entrypoint: [],
        binds: [],
        labels: { [STORAGE_LABEL]: database.resource, cluster_id: member.cluster, region: member.region },
      });
    await engine().start(storage);
  }

  const areApart = (...members: readonly Member[]) => members.some(({ region }) => isCutOff(region));

  /** What was the writer, of a line that is back, follows from now on. */
  async function reach(): Promise<void> {
    for (const [key, { from, to, writer }] of unreached) {
      if (areApart(from, to)) continue;
      unreached.delete(key);
      await fence(from, writer);
      await rejoin(from, instancesOf(from).includes(writer as Container) ? writer : undefined);
    }
  }

  /** One look at everything: what is new gets its line and its storage, and what is gone takes them with it. */
  async function look(): Promise<void> {
    await reach();
    await lines.open();
    const all = databases();
    for (const storage of engine().list().filter(isStorage)) {
      const resource = placeOf(storage)?.database.resource;
      if (storage.labels[STORAGE_LABEL] !== resource) await engine().remove(storage);
    }
    const secondaries = all.flatMap((database) =>
      database.members.filter(({ writer }) => !writer).map((member) => ({ database, member })),
    );
    for (const { database, member } of secondaries) {
      const key = keyOf(member);
      const work = keepStorage(database, member).finally(() => starting.delete(key));
      starting.set(key, work);
      await work;
    }
  }

  const looks = (async () => {
    while (open) {
      await look().catch((error: Error) => console.error(`Global databases: ${error.message}`));
      await sleep(EVERY_MS);
    }
  })();

  async function behind(primary: Member, { region }: Member): Promise<number | undefined> {
    const writer = writerOf(primary);
    return writer && bytesBehind(writer, region);
  }

  /** Stops what takes writes now; says whether the writer ended by itself, and so has sent all that it had. */
  async function fence(from: Member, writer: Container | undefined): Promise<boolean> {
    if (writer) await engine().stop(writer, FENCE_SECONDS);
    for (const other of instancesOf(from)) await engine().stop(other, FENCE_SECONDS);
    return writer?.exitCode === 0;
  }

  /** The fenced cluster comes back as one that follows, with the data of the new writer. */
  async function rejoin(from: Member, head: Container | undefined): Promise<void> {
    const instances = instancesOf(from);
    const first = head ?? headOf(from);
    if (first) heads.set(keyOf(from), first.id);
    for (const { id } of instances) stale.add(id);
    await lines.open();
    if (isLost(from.region)) return;
    for (const each of [first, ...instances.filter((other) => other !== first)]) if (each) await engine().start(each);
  }

  return {
    /** Whether an instance follows by a line, and where it ends; undefined for one that does not. */
    upstreamOf(container: Container): { readonly at: () => Promise<At>; readonly name: string } | undefined {
      const place = isPostgres(container.image) ? placeOf(container) : undefined;
      if (!place || place.member.writer) return undefined;
      if (!isStorage(container) && headOf(place.member) !== container) return undefined;
      return { at: () => lines.at(container.region), name: followerName(container.region) };
    },
    /** The instance that a reader follows, where that is not the one that it was told when it was made. */
    headFor(container: Container): Container | undefined {
      const place = placeOf(container);
      const head = place && heads.has(keyOf(place.member)) ? headOf(place.member) : undefined;
      return head === container ? undefined : head;
    },
    /** Called before a server starts on its data: a headless cluster hands its own on, and what was a writer has none. */
    async prepare(container: Container): Promise<void> {
      const place = placeOf(container);
      const data = dataOf(container);
      const unfenced = place && unreached.get(keyOf(place.member));
      if (unfenced && areApart(unfenced.from, unfenced.to)) return;
      if (stale.delete(container.id)) rmSync(data, { recursive: true, force: true });
      if (!place || place.member.writer || isStorage(container)) return;
      if (headOf(place.member) !== container) return;
      await starting.get(keyOf(place.member));
      const storage = storageOf(place.database, place.member);
      if (storage) {
        await engine().stop(storage, FENCE_SECONDS);
        if (existsSync(join(dataOf(storage), 'standby.signal'))) {
          rmSync(data, { recursive: true, force: true });
          mkdirSync(join(data, '..'), { recursive: true });
          renameSync(dataOf(storage), data);
        }
        await engine().remove(storage);
      }
      if (!existsSync(join(data, 'standby.signal'))) rmSync(data, { recursive: true, force: true });
    },
    /**
     * Makes another cluster the writer of a global database: with `switchover` without loss, with `failover` at the price of
     * what the line had not carried yet. The writer that there was is stopped before, and follows afterwards; where a failover
     * does not reach it, it is stopped when the line is back, and what it took until then is gone.
     * @throws ChangeRefused
     */
    async change(id: string, kind: 'failover' | 'switchover', arn: string): Promise<void> {
      const { resource = '', members = [] } = databases().find((database) => database.id === id) ?? {};
      const from = members.find((member) => member.writer);
      const to = members.find((member) => member.arn === arn && !member.writer);
      const promoted = to && headOf(to);
      if (!from || !to) throw new ChangeRefused(`${arn} is no secondary cluster of ${id}.`);
      if (promoted?.status !== 'running') throw new ChangeRefused(`No instance of ${arn} is running.`);
      if (unreached.has(keyOf(to))) throw new ChangeRefused(`${arn} has not been reached since it was the writer.`);
      if (next.has(resource)) throw new ChangeRefused(`The writer of ${id} is being changed already.`);
      const writer = writerOf(from);
      const isApart = areApart(from, to);
      if (kind === 'switchover' && (isApart || (await behind(from, to)) === undefined)) {
        throw new ChangeRefused(`${arn} is not in step with ${from.arn}.`);
      }
      next.set(resource, arn);
      try {
        if (isApart && !isLost(from.region)) unreached.set(keyOf(from), { from, to, writer });
        const hasSentAll = !unreached.has(keyOf(from)) && (await fence(from, writer));
        if (kind === 'switchover' && !hasSentAll) throw new ChangeRefused(`${from.arn} could not hand over in time.`);
        const isPromoted = () => promoteAlone(promoted).catch(() => false);
        if (!(await until(isPromoted, PROMOTE_SECONDS, EVERY_MS))) throw new Error(`${arn} could not be promoted.`);
      } catch (error) {
        next.delete(resource);
        unreached.delete(keyOf(from));
        for (const each of instancesOf(from)) await engine().start(each);
        throw error;
      }
      if (!unreached.has(keyOf(from))) await rejoin(from, writer);
    },
    /** What is wanted of the line into a region. */
    setLine: lines.want,
    setLines: lines.set,
    /** Each secondary cluster, and how far it is behind its writer. */
    states: () =>
      Promise.all(
        databases().map(async ({ id, members }) => {
          const primary = members.find(({ writer }) => writer);
          return {
            id,
            members: await Promise.all(
              members.map(async (member) => ({
                ...member,
                ...(primary && !member.writer && { bytesBehind: await behind(primary, member).catch(() => undefined) }),
              })),
            ),
          };
        }),
      ),
    close: async () => {
      open = false;
      await looks;
      await lines.close();
    },
  };
}
