/** How often a cache has to ask the origin, and how old what it answers may be. */
import { type Amount, amounts } from '../amounts.ts';
import { defineFamily } from '../family.ts';

export interface Cache {
  readonly asks: 'hit rate' | 'requests to the origin' | 'oldest answer' | 'average latency';
  /** Objects, each asked for evenly, so many times an hour; seconds that an answer is kept. */
  readonly objects: number;
  readonly perHour: number;
  readonly ttl: number;
  /** Values of a header that is part of the cache key, though it changes nothing. */
  readonly variants: number;
  /** Milliseconds of a hit and of a miss. */
  readonly hit: number;
  readonly miss: number;
  /** Seconds that the browser keeps it beside the cache. */
  readonly browser: number;
}

const WHAT = ['product pages', 'price lists', 'maps', 'article pages', 'feeds', 'catalogues'];

export const cacheHits = defineFamily<Cache, Amount>({
  id: 'cache-hits',
  kind: 'proven',
  tasks: ['SAA-C03/3.4', 'DVA-C03/4.3'],
  level: 'apply',
  read: [
    { guide: 'Amazon CloudFront Developer Guide', page: 'Manage how long content stays in the cache (expiration)' },
  ],
  asOf: '2026-11-27',
  names: WHAT,
  misconceptions: {
    'a-key-changes-nothing': 'What is in the cache key does not change how often the origin is asked.',
    'every-object-is-fetched-once': 'After the first request the origin is not asked again.',
    'caches-share-their-time': 'Two caches one after the other keep an answer no longer than one.',
    'a-miss-costs-nothing': 'What counts for the average is the time of a hit.',
  },
  draw(random) {
    const ttl = random.pick([60, 120, 300, 600, 900]);
    const variants = random.pick([1, 1, 4, 5, 10]);
    return {
      asks: random.pick(['hit rate', 'requests to the origin', 'oldest answer', 'average latency']),
      objects: random.pick([10, 20, 50, 100]),
      // Each variant is asked for several times while an answer is kept.
      perHour: variants * (3600 / ttl) * random.pick([4, 5, 8, 10, 20]),
      ttl,
      variants,
      hit: random.pick([10, 20, 25]),
      miss: random.pick([200, 300, 400, 520]),
      browser: random.pick([30, 60, 120, 300]),
    };
  },
  write(cache, random) {
    const { asks, objects, perHour, ttl, variants, hit, miss, browser } = cache;
    const what = random.pick(WHAT);
    const fetches = (3600 / ttl) * variants;
    const rate = (1 - fetches / perHour) * 100;
    const keyed =
      variants > 1
        ? ` The cache key holds a header of which ${variants} values are equally frequent, though the answer is the same for all.`
        : '';
    const scene = `A cache keeps ${objects} ${what}, each asked for ${perHour} times an hour, evenly spread. An answer is kept for ${ttl} s.${keyed}`;
    const share = (amount: number) => `${amount} %`;
    const round = (value: number) => Math.round(value * 10) / 10;
    const why = `Each of them is fetched ${3600 / ttl} times an hour${variants > 1 ? `, for each of ${variants} values` : ''}, of ${perHour} requests.`;
    switch (asks) {
      case 'hit rate':
        return {
          stem: `${scene} About what share of the requests does the cache answer by itself?`,
          decides: `kept for ${ttl} s`,
          options: amounts(
            round(rate),
            why,
            [
              [
                round((1 - 3600 / ttl / perHour) * 100),
                'a-key-changes-nothing',
                `Each value of the header is fetched by itself. ${why}`,
              ],
              [
                round((1 - 1 / perHour) * 100),
                'every-object-is-fetched-once',
                `An answer is kept for ${ttl} s, not for the whole hour. ${why}`,
              ],
              [
                round((1 - (fetches * 2) / perHour) * 100),
                'a-miss-costs-nothing',
                `It counts each fetch twice. ${why}`,
              ],
              [round((fetches / perHour) * 100), 'a-miss-costs-nothing', 'That is the share that the origin answers.'],
              [
                round((1 - fetches / perHour / 2) * 100),
                'every-object-is-fetched-once',
                `It counts every other fetch. ${why}`,
              ],
            ],
            share,
          ),
        };
      case 'requests to the origin':
        return {
          stem: `${scene} About how many requests an hour does the origin get in all?`,
          decides: `kept for ${ttl} s`,
          options: amounts(Math.round(fetches * objects), `${why} There are ${objects} of them.`, [
            [
              Math.round((3600 / ttl) * objects),
              'a-key-changes-nothing',
              `Each value of the header is fetched by itself. ${why}`,
            ],
            [objects, 'every-object-is-fetched-once', `An answer is kept for ${ttl} s, not for the whole hour. ${why}`],
            [
              Math.round(fetches),
              'a-key-changes-nothing',
              `That is for one of ${objects}.`.concat(' All of them are asked for.'),
            ],
            [
              Math.round((perHour * objects) / 2),
              'a-miss-costs-nothing',
              `It counts half of all requests as misses. ${why}`,
            ],
            [objects * variants, 'every-object-is-fetched-once', `Each is fetched again after ${ttl} s. ${why}`],
          ]),
        };
      case 'oldest answer':
        return {
          stem: `${what[0]?.toUpperCase()}${what.slice(1)} are kept for ${ttl} s by CloudFront and, from when they arrive there, for ${browser} s by the browser, which asks again after that. The origin changes one of them. For how many seconds at most may somebody still see the old one?`,
          decides: `for ${browser} s by the browser`,
          options: amounts(
            ttl + browser,
            `Just before the ${ttl} s end, a browser takes the old one and keeps it for another ${browser} s.`,
            [
              [ttl, 'caches-share-their-time', 'The browser may have got the old one at the very end of these.'],
              [
                browser,
                'caches-share-their-time',
                'CloudFront may still give out the old one when the browser asks again.',
              ],
              [
                Math.max(ttl, browser) * 2,
                'caches-share-their-time',
                'Each cache counts once.'.concat(' Add the two.'),
              ],
              [Math.abs(ttl - browser), 'caches-share-their-time', 'The two times are added, not subtracted.'],
              [
                Math.max(ttl, browser),
                'caches-share-their-time',
                'The longer one does not hold the shorter one: they follow each other.',
              ],
            ],
            (amount) => `${amount} s`,
          ),
        };
      case 'average latency': {
        const average = (hitRate: number) => round((hitRate / 100) * hit + (1 - hitRate / 100) * miss);
        return {
          stem: `${scene} A hit takes ${hit} ms and a miss ${miss} ms. How long does a request take on average?`,
          decides: `a miss ${miss} ms`,
          options: amounts(
            average(rate),
            `${why} So ${round(rate)} % are hits.`,
            [
              [
                average((1 - 3600 / ttl / perHour) * 100),
                'a-key-changes-nothing',
                `Each value of the header is fetched by itself. ${why}`,
              ],
              [hit, 'a-miss-costs-nothing', 'Misses are part of the average.'.concat(' Few of them weigh much.')],
              [round((hit + miss) / 2), 'a-miss-costs-nothing', 'Hits and misses are not equally frequent.'],
              [
                average(100 - rate),
                'a-miss-costs-nothing',
                'It takes hits for misses.'.concat(' Most requests are hits.'),
              ],
              [
                average((1 - 1 / perHour) * 100),
                'every-object-is-fetched-once',
                `An answer is kept for ${ttl} s, not for the whole hour. ${why}`,
              ],
              [
                average((1 - (fetches * 2) / perHour) * 100),
                'every-object-is-fetched-once',
                `It counts each fetch twice. ${why}`,
              ],
            ],
            (amount) => `${amount} ms`,
          ),
        };
      }
    }
  },
});
