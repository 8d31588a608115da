/** The exam room's ledger, on its program and a real PostgreSQL: what it takes for acknowledged, and what it finds lost. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { CouldNotLook } from '../../lib/lab/drills/drill.ts';
import { contextOf } from '../../lib/lab/drills/drill-context.ts';
import type { Ledger } from '../../lib/lab/game-day/ledger.ts';
import type { Deployment } from '../../lib/lab/stacks/deployment.ts';
import { keepAnswers } from '../../lib/projects/web-app/drills/ledger.ts';
import { openRoom, type TestRoom } from './room.ts';

let room: TestRoom;
let ledger: Ledger;
/** What stands between the two; undefined lets requests through. */
let inTheWay: (() => Response) | undefined;

beforeAll(async () => {
  room = await openRoom();
}, 60_000);
afterAll(() => room.stop());

beforeEach(() => {
  inTheWay = undefined;
  const deployment = {
    outputs: { SiteUrl: 'http://exam-room.test' },
    // What is not there is not there at once.
    patience: 0.05,
    fetch: async (url: string, init?: RequestInit) => inTheWay?.() ?? room.raw(new URL(url).pathname, init),
  } as unknown as Deployment;
  ledger = keepAnswers(contextOf(deployment) as Parameters<typeof keepAnswers>[0]);
});

const ask = async (times: number) => {
  const said: string[] = [];
  for (let time = 0; time < times; time++) {
    const reply = await ledger.ask();
    said.push(`${reply.acknowledged ? 'saved' : 'not saved'}: ${reply.said}`);
  }
  return said;
};

it('saves each answer at a question of its own, over as many sittings as it takes, and finds them all', async () => {
  expect(new Set(await ask(12))).toEqual(new Set(['saved: 200']));
  expect(await ledger.lost()).toEqual([]);
  const [sittings] = await room.postgres.query('SELECT count(DISTINCT sitting_id)::int AS sittings FROM answer');
  expect(sittings?.sittings).toBe(2);
});

it('names each that was acknowledged and is gone, or is another now', async () => {
  await ask(3);
  const [sitting] = await room.postgres.query('SELECT id FROM sitting ORDER BY started_at DESC LIMIT 1');
  await room.postgres.query('DELETE FROM answer WHERE sitting_id = $1 AND position = 2', [sitting?.id]);
  const lost = await ledger.lost();
  expect(lost).toEqual([expect.stringMatching(new RegExp(`^/v1/sittings/${sitting?.id}/answers/2: [A-E]+$`))]);
});

it('sends the same again while it is not acknowledged, and does not count that as lost', async () => {
  await ask(1);
  inTheWay = () => new Response('', { status: 503 });
  expect(await ask(2)).toEqual(['not saved: 503', 'not saved: 503']);
  inTheWay = () => {
    throw new TypeError('connection refused');
  };
  expect(await ask(1)).toEqual([expect.stringMatching(/^not saved: http:.* could not be reached/)]);
  inTheWay = undefined;
  expect(await ask(1)).toEqual(['saved: 200']);
  expect(await ledger.lost()).toEqual([]);
});

it('begins another sitting where its own is gone, whose answers are lost then', async () => {
  await ask(2);
  const [sitting] = await room.postgres.query('SELECT id FROM sitting ORDER BY started_at DESC LIMIT 1');
  for (const table of ['answer_save', 'answer', 'sitting_item']) {
    await room.postgres.query(`DELETE FROM ${table} WHERE sitting_id = $1`, [sitting?.id]);
  }
  await room.postgres.query('DELETE FROM sitting WHERE id = $1', [sitting?.id]);
  expect(await ask(2)).toEqual(['not saved: 404', 'saved: 200']);
  expect(await ledger.lost()).toHaveLength(2);
});

it('cannot say what is lost where nobody answers', async () => {
  await ask(1);
  inTheWay = () => new Response('', { status: 502 });
  await expect(ledger.lost()).rejects.toThrow(CouldNotLook);
});
