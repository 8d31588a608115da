/** The cache. Nothing is only in it, and no answer waits for it: whatever goes wrong here, the database is asked. */
import { createClient } from '@redis/client';
import type { Log } from '../../../../lambda/shared/http/log.ts';

export interface Cache {
  /** What is kept under the key, or else what `make` says, which is then kept for so many seconds unless it is null. */
  readonly remember: <T>(key: string, seconds: number, make: () => Promise<T>) => Promise<T>;
  readonly forget: (key: string) => Promise<void>;
  readonly end: () => void;
}

export interface CacheSettings {
  /** `host:port`; without it there is no cache. */
  readonly endpoint: string | undefined;
  readonly tls: boolean;
  readonly password: string | undefined;
}

/** A cache that takes longer is no help: the database answers most questions in less. */
const PATIENCE_MS = 150;

export function openCache(settings: CacheSettings, log: Log): Cache {
  const client = settings.endpoint ? connect(settings.endpoint, settings, log) : undefined;
  /** What is being made, so that a key that has just expired costs one query a task, however many ask. */
  const underWay = new Map<string, Promise<unknown>>();

  const asked = async <T>(what: (open: NonNullable<typeof client>) => Promise<T>): Promise<T | undefined> => {
    if (!client?.isReady) return undefined;
    return Promise.race([what(client).catch(() => undefined), later(PATIENCE_MS)]);
  };

  return {
    async remember<T>(key: string, seconds: number, make: () => Promise<T>): Promise<T> {
      const kept = await asked((open) => open.get(key));
      if (typeof kept === 'string') return JSON.parse(kept) as T;
      const running = underWay.get(key);
      if (running) return running as Promise<T>;
      const making = make().finally(() => underWay.delete(key));
      underWay.set(key, making);
      const made = await making;
      if (made !== null)
        void asked((open) => open.set(key, JSON.stringify(made), { expiration: { type: 'EX', value: seconds } }));
      return made;
    },
    async forget(key) {
      await asked((open) => open.del(key));
    },
    end: () => client?.destroy(),
  };
}

function connect(endpoint: string, { tls, password }: CacheSettings, log: Log) {
  const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(endpoint) ?? [];
  if (!host) throw new Error(`CACHE_ENDPOINT is "${endpoint}": set it to host:port.`);
  const client = createClient({
    socket: {
      host,
      port: Number(port),
      ...(tls && { tls: true }),
      connectTimeout: 1_000,
      reconnectStrategy: (retries) => Math.min(100 * 2 ** retries, 5_000),
    },
    ...(tls && password !== undefined && { password }),
    // Questions that would wait for a connection are not asked.
    disableOfflineQueue: true,
  });
  let lost = false;
  client.on('error', (error: Error) => {
    if (!lost) log('ERROR', 'cache lost', { reason: error.message });
    lost = true;
  });
  client.on('ready', () => {
    if (lost) log('INFO', 'cache back');
    lost = false;
  });
  client.connect().catch(() => {});
  return client;
}

const later = (milliseconds: number) =>
  new Promise<undefined>((resolve) => setTimeout(resolve, milliseconds, undefined).unref());
