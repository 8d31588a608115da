/** Two hours of requests to a cache, one by one. */
import type { Amount } from '../../../lambda/shared/questions/amounts.ts';
import type { Cache } from '../../../lambda/shared/questions/performance/cache-hits.ts';
import type { Proof } from '../proof.ts';

/** Hits and misses of one object in an hour in which the cache is warm. Times in milliseconds. */
function hour({ perHour, ttl, variants }: Cache): { hits: number; misses: number } {
  const until = new Map<number, number>();
  let [hits, misses] = [0, 0];
  for (let request = 0; request < 2 * perHour; request++) {
    const now = Math.round((request * 3_600_000) / perHour);
    const key = request % variants;
    const fresh = (until.get(key) ?? 0) > now;
    if (!fresh) until.set(key, now + ttl * 1000);
    if (now < 3_600_000) continue;
    if (fresh) hits++;
    else misses++;
  }
  return { hits, misses };
}

/** Seconds after a change until nobody sees the old one, over all moments at which cache and browser may have fetched. */
function oldest({ ttl, browser }: Cache): number {
  let worst = 0;
  for (let cached = 0; cached < ttl; cached++)
    // The cache took the old one `cached` seconds before the change; a browser takes it from there at any time until it ends.
    for (let asked = 0; asked < ttl - cached; asked++) worst = Math.max(worst, asked + browser);
  return worst + 1;
}

function answerTo(cache: Cache): number {
  const { hits, misses } = hour(cache);
  switch (cache.asks) {
    case 'hit rate':
      return (100 * hits) / (hits + misses);
    case 'requests to the origin':
      return misses * cache.objects;
    case 'oldest answer':
      return oldest(cache);
    case 'average latency':
      return (hits * cache.hit + misses * cache.miss) / (hits + misses);
  }
}

const cache: Cache = {
  asks: 'requests to the origin',
  objects: 1,
  perHour: 3600,
  ttl: 60,
  variants: 1,
  hit: 1,
  miss: 1,
  browser: 1,
};
const guide = 'Amazon CloudFront Developer Guide';

export const cacheHitsProof: Proof<Cache, Amount> = {
  holds: (parameters, { amount }) => Math.abs(answerTo(parameters) - amount) <= 0.051,
  second({ asks, objects, perHour, ttl, variants, hit, miss, browser }, { amount }) {
    // Kept by the cache until its very end, and then by a browser for all of its own time.
    if (asks === 'oldest answer') return amount === ttl + browser;
    // Requests for one variant come at even distances: after each miss so many are served until the first that is too late.
    const apart = (3600 / perHour) * variants;
    const served = Math.max(1, Math.ceil(ttl / apart - 1e-9));
    const share = 1 / served;
    const misses = perHour * share;
    if (asks === 'requests to the origin') return Math.abs(misses * objects - amount) <= 0.051;
    const figure = asks === 'hit rate' ? 100 * (1 - share) : (1 - share) * hit + share * miss;
    return Math.abs(figure - amount) <= 0.051;
  },
  explain: (parameters) => [`request by request: ${Math.round(answerTo(parameters) * 10) / 10}`],
  vectors: [
    {
      source: `${guide}, "Manage how long content stays in the cache": after its time the origin is asked again`,
      parameters: cache,
      claim: { amount: 60 },
      holds: true,
    },
    {
      source: `${guide}, "Cache content based on request headers": each value is cached by itself`,
      parameters: { ...cache, variants: 4 },
      claim: { amount: 240 },
      holds: true,
    },
  ],
};
