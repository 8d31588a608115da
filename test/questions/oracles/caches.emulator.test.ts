/**
 * What a cache asks of its origin, counted with our API as the origin, by a clock that is moved on by hand: the second
 * proof of `cache-hits`. A kept answer whose time is over is asked for by its ETag, and an unchanged one is confirmed by
 * 304 without a body (Amazon CloudFront Developer Guide, "Manage how long content stays in the cache (expiration)").
 */
import { expect, it } from 'vitest';
import { type Cache, cacheHits } from '../../../lambda/shared/questions/performance/cache-hits.ts';
import { cacheHitsProof } from '../../../lib/questions/performance/cache-hits.ts';
import { deployedTarget } from '../../support/deployed-target.ts';

const { ApiUrl } = (await deployedTarget()).outputs.ServerlessApi as Readonly<Record<string, string>>;
/** What a cold and a warm hour of the longest of them may ask our API. */
const MOST_FETCHES = 130;

/** Hits and misses of one object in the second of two hours, each miss asked of the API; times in seconds. */
async function warmHour({ perHour, ttl, variants }: Cache): Promise<{ hits: number; misses: number }> {
  const kept = new Map<number, { readonly until: number; readonly etag: string }>();
  const counted = { hits: 0, misses: 0 };
  for (let request = 0; request < 2 * perHour; request++) {
    const now = (request * 3600) / perHour;
    const key = request % variants;
    const held = kept.get(key);
    const isHit = held !== undefined && held.until > now;
    if (!isHit) {
      const headers = { 'x-variant': `${key}`, ...(held && { 'if-none-match': held.etag }) };
      const answer = await fetch(`${ApiUrl}/v1/comparison`, { headers });
      expect(answer.status).toBe(held ? 304 : 200);
      expect((await answer.text()) === '').toBe(held !== undefined);
      kept.set(key, { until: now + ttl, etag: answer.headers.get('etag') as string });
    }
    if (now >= 3600) counted[isHit ? 'hits' : 'misses']++;
  }
  return counted;
}

function figureOf({ asks, objects, hit, miss }: Cache, { hits, misses }: { hits: number; misses: number }): number {
  if (asks === 'requests to the origin') return misses * objects;
  const all = hits + misses;
  return asks === 'hit rate' ? (100 * hits) / all : (hits * hit + misses * miss) / all;
}

it('is what the proof of cache-hits says, for each option', { timeout: 120_000 }, async () => {
  const asked = new Map<Cache['asks'], number>();
  for (let seed = 1; seed < 200; seed++) {
    const made = cacheHits.make(seed);
    const { asks = 'oldest answer', variants = 1, ttl = 1 } = made?.parameters ?? {};
    if (!made || asks === 'oldest answer' || (7200 / ttl) * variants > MOST_FETCHES || (asked.get(asks) ?? 0) >= 3)
      continue;
    asked.set(asks, (asked.get(asks) ?? 0) + 1);
    const figure = figureOf(made.parameters, await warmHour(made.parameters));
    for (const claim of made.claims) {
      const isFigure = Math.abs(claim.amount - figure) <= 0.051;
      expect(cacheHitsProof.holds(made.parameters, claim), `${made.item.id}: ${claim.amount}, counted ${figure}`).toBe(
        isFigure,
      );
    }
  }
  expect([...asked.values()]).toEqual([3, 3, 3]);
});
