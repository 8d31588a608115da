/** That a list is walked by every size of its pages: a page that is counted wrongly at one size alone is found. */
import { expect, test } from 'vitest';
import type { CheckContext } from '../../lib/lab/drills/drill.ts';
import { referenceAnswer } from '../../lib/projects/serverless-api/health/reference.ts';
import { pagesAreWhole } from '../../lib/projects/serverless-api/health/serves.ts';
import type { serverlessApi } from '../../lib/projects/serverless-api/project.ts';

type Lab = CheckContext<keyof (typeof serverlessApi)['outputs']>;

/** An API that answers as the healthy one; at this size it leaves the last item of a page out. */
function look(wrongAt?: number) {
  const lab = {
    outputs: { ApiUrl: '' },
    async request(target: string, init: { method: 'GET' }) {
      const { status, text, headers } = await referenceAnswer({ ...init, target });
      const page = JSON.parse(text);
      const isWrong = new RegExp(`limit=${wrongAt}(&|$)`).test(target);
      const items = isWrong ? page.items?.slice(0, -1) : page.items;
      return { status, text: JSON.stringify({ ...page, items }), headers: new Headers(headers) };
    },
  };
  return pagesAreWhole.look(lab as unknown as Lab);
}

test('holds for the healthy API', async () => {
  expect(await look()).toMatchObject({ ok: true });
});

test.each([2, 5, 10, 11, 16])('does not hold where %i to a page are counted wrongly', async (size) => {
  expect(await look(size)).toMatchObject({ ok: false });
});
