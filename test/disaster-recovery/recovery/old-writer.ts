/** What the region that was in use says to writes while the other has taken over, and where the name leads meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ask } from '../../web-app/candidates.ts';
import { type DeployedRegions, PRIMARY } from '../deployed-regions.ts';
import { instancesOf, leadsTo, PORT, userOf } from './looking.ts';

/** SQLSTATE of `read_only_sql_transaction`. */
const READ_ONLY = '25006';
const EVERY_MS = 50;
/** In milliseconds. The first who asks tasks to write waits for ten seconds before they say that the database takes none. */
const PATIENCE = 2_000;
const AT_ONCE = 3;
/** Changes nothing, and is refused where nothing may be changed. */
const WRITE = 'UPDATE answer SET saves = saves WHERE false';

/** What became of the writes that were tried there. */
export interface Refusals {
  /** By SQL at the address of an instance: taken, and refused because it only reads. */
  readonly sql: { readonly taken: number; readonly refused: number };
  /** By the region's own name, which leads to its tasks: acknowledged, and not, by an answer or in all the time there was. */
  readonly tasks: { readonly taken: number; readonly refused: number };
  /** How often the name that people ask for did not lead to the other region. */
  readonly astray: number;
}

interface Sitting {
  readonly token: string;
  readonly id: string;
  readonly items: readonly { readonly position: number; readonly choose: number }[];
}

/**
 * Tries to write there without a break until it is stopped.
 * @param primaryAddress what the region's own name leads to
 * @param standbyAddress what the name that people ask for leads to
 */
export async function tryOldWriter(
  regions: DeployedRegions,
  { primaryAddress, standbyAddress }: { readonly primaryAddress: string; readonly standbyAddress: string },
  { token, id, items }: Sitting,
) {
  const user = await userOf(regions, PRIMARY);
  const [item] = items;
  const body = { chose: 'ABCDE'.slice(0, item?.choose) };
  const sql = { taken: 0, refused: 0 };
  const tasks = { taken: 0, refused: 0 };
  let astray = 0;
  let going = true;

  const again = async (work: () => Promise<unknown>) => {
    for (; going; await sleep(EVERY_MS)) await work();
  };
  async function bySql(host: string): Promise<void> {
    const client = new pg.Client({ host, port: 5432, ...user, database: 'exams', connectionTimeoutMillis: 1_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query(WRITE);
      sql.taken++;
    } catch (error) {
      // Others are of a server that is not up.
      if ((error as { code?: string }).code === READ_ONLY) sql.refused++;
    } finally {
      await client.end().catch(() => {});
    }
  }
  async function byTasks(): Promise<void> {
    const path = `/v1/sittings/${id}/answers/${item?.position}`;
    const began = Date.now();
    const asked = { token, body, patience: PATIENCE };
    const { status } = await ask(`http://${primaryAddress}:${PORT}`, 'PUT', path, asked);
    if (status === 200) tasks.taken++;
    // Sooner there is nobody who could take it.
    else if (status !== 0 || Date.now() - began >= PATIENCE) tasks.refused++;
  }
  const loops = [
    again(async () => Promise.all((await instancesOf(regions, PRIMARY)).map(({ address }) => bySql(address)))),
    ...Array.from({ length: AT_ONCE }, () => again(byTasks)),
    again(async () => {
      if ((await leadsTo(regions)) !== standbyAddress) astray++;
    }),
  ];
  return {
    now: (): Refusals => ({ sql: { ...sql }, tasks: { ...tasks }, astray }),
    async stop(): Promise<Refusals> {
      going = false;
      await Promise.all(loops);
      return { sql, tasks, astray };
    },
  };
}
