/** Candidates who ask a name, and go where it leads for as long as its TTL says, with a ledger of what was acknowledged. */
import { randomUUID } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Acknowledged, ask, beginSitting } from '../../web-app/candidates.ts';

/** Where a name server answers. */
export interface NameServer {
  readonly address: string;
  readonly port: number;
}

/** Where a name leads, asked again when its TTL has passed: as the resolver of one client keeps it. */
export function following(name: string, { address, port }: NameServer): () => Promise<string> {
  const resolver = new Resolver({ timeout: 5_000, tries: 2 });
  resolver.setServers([`${address}:${port}`]);
  let known: { readonly address: string; readonly until: number } | undefined;
  return async () => {
    if (!known || Date.now() >= known.until) {
      const [found] = await resolver.resolve4(name, { ttl: true });
      if (!found) throw new Error(`${name} leads nowhere.`);
      known = { address: found.address, until: Date.now() + found.ttl * 1_000 };
    }
    return known.address;
  };
}

/** One thing that was asked, in milliseconds since 1970. */
export interface Attempt {
  readonly at: number;
  readonly address: string;
  readonly ok: boolean;
}

export interface Ledger {
  readonly acknowledged: (Acknowledged & { readonly address: string })[];
  readonly writes: Attempt[];
  readonly reads: Attempt[];
}

/** Between two attempts of one candidate. */
const PAUSE_MS = 150;

/**
 * So many candidates answer without a break, and read their questions beside it, until they are stopped.
 * @param port of the balancer at the address that the name leads to
 * @param spreadMs within which they begin, so that their TTLs end at different times
 * @param random from 0 to below 1
 */
export async function answeringByName({
  name,
  server,
  port,
  candidates,
  spreadMs,
  random,
}: {
  readonly name: string;
  readonly server: NameServer;
  readonly port: number;
  readonly candidates: number;
  readonly spreadMs: number;
  readonly random: () => number;
}) {
  const ledger: Ledger = { acknowledged: [], writes: [], reads: [] };
  let going = true;
  const begun = Array.from({ length: candidates }, async (_, number) => {
    await sleep(random() * spreadMs);
    const where = following(name, server);
    const sitting = await beginSitting(`http://${await where()}:${port}`, `Candidate ${number}`);
    return { where, ...sitting };
  });
  const sitting = await Promise.all(begun);

  const loops = sitting.flatMap(({ where, token, id, items }) => {
    async function write(): Promise<void> {
      for (let turn = 0; going; turn++) {
        const { position, choose } = items[turn % items.length] as (typeof items)[0];
        const chose = 'ABCDE'.slice(0, choose);
        const key = randomUUID();
        const began = Date.now();
        // The same again until it is acknowledged, as a page does.
        for (let isSaved = false; going && !isSaved; await sleep(PAUSE_MS)) {
          const address = await where().catch(() => 'nowhere.invalid');
          const path = `/v1/sittings/${id}/answers/${position}`;
          const reply = await ask(`http://${address}:${port}`, 'PUT', path, { token, key, body: { chose } });
          const at = Date.now();
          isSaved = reply.status === 200;
          ledger.writes.push({ at, address, ok: isSaved });
          if (isSaved) ledger.acknowledged.push({ key, sitting: id, position, chose, at, ms: at - began, address });
        }
      }
    }
    async function read(): Promise<void> {
      for (; going; await sleep(2 * PAUSE_MS)) {
        const address = await where().catch(() => 'nowhere.invalid');
        const { status } = await ask(`http://${address}:${port}`, 'GET', `/v1/sittings/${id}/questions`, { token });
        ledger.reads.push({ at: Date.now(), address, ok: status === 200 });
      }
    }
    return [write(), read()];
  });
  return {
    ledger,
    sittings: sitting.map(({ token, id, items }) => ({ token, id, items })),
    stop: async () => {
      going = false;
      await Promise.all(loops);
    },
  };
}
