/** That a board is kept is asked by two looks: what they say where it is, where it is not, and where the second came too late. */
import { afterEach, expect, test, vi } from 'vitest';
import { boardsAreKept } from '../../lib/projects/web-app/health/board.ts';
import type { Lab } from '../../lib/projects/web-app/health/sitting.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => {} }));
afterEach(() => vi.restoreAllMocks());

/** An exam room that takes so long to hand in, by looks, and shows the boards of this list one after the other. */
function look(boards: readonly string[], ...handInMs: readonly number[]) {
  let now = 0;
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  const [shown, taken] = [boards.values(), handInMs.values()];
  const lab = {
    nonce: () => 'nonce',
    outputs: { SiteUrl: '' },
    async request(path: string, { method }: { method: string }) {
      if (path.endsWith('/hand-in')) now += taken.next().value ?? 0;
      const isMade = method === 'POST' && !path.endsWith('/hand-in');
      const text = path.startsWith('/v1/board/') ? shown.next().value : '{"token":"t","id":"s"}';
      return { status: isMade ? 201 : 200, text, headers: new Headers() };
    },
    async eventually(once: () => Promise<{ ok: boolean }>) {
      for (let left = handInMs.length; ; left--) {
        const found = await once();
        if (found.ok || left <= 1) return found;
      }
    },
  } as unknown as Lab;
  return boardsAreKept.look(lab);
}

test('a board that is shown again as it was is kept', async () => {
  expect(await look(['old', 'old'], 100)).toMatchObject({ ok: true });
});

test('a board that is new at once was asked of the database', async () => {
  expect(await look(['old', 'new'], 100)).toMatchObject({ ok: false, saw: expect.stringContaining('database') });
});

test('a board that is new after five seconds says nothing, so that it is looked at again', async () => {
  expect(await look(['old', 'new', 'old', 'old'], 5_100, 100)).toMatchObject({ ok: true });
  await expect(look(['old', 'new', 'old', 'new'], 5_100, 6_000)).rejects.toHaveProperty('name', 'CouldNotLook');
});
