/** A mock exam on the site: sat to its result, resumed after a crash with the time that really passed, and lost by nothing. */
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { keyOf } from '../../lambda/shared/questions/family.ts';
import { letterOf } from '../../lambda/shared/questions/shown.ts';
import { readLog } from '../../lib/study/evidence.ts';
import { itemOf } from '../../lib/study/items.ts';
import { domainIn } from '../../lib/study/seats.ts';
import { browserOnLab, eventually } from '../support/site/browser-on-lab.ts';
import { seenFaults } from '../support/site/seen-faults.ts';
import { siteAndApi } from '../support/site/site-and-api.ts';

const here = browserOnLab(siteAndApi);
const log = () => readLog(here.lab.stateFolder);
const textOf = (page: Page, selector: string) => page.locator(selector).first().innerText();
/** Presses a button that leads somewhere, and waits until that is shown. */
async function press(page: Page, to: string): Promise<void> {
  await page.locator(`[data-mock="${to}"]`).first().click();
  if (/^\d+$/.test(to))
    await eventually(
      () =>
        page
          .locator('#stage h1')
          .innerText()
          .then((said) => said.includes(`question ${to} of`) || / holds?$/.test(said)),
      true,
    );
  if (to === 'review')
    await eventually(
      () =>
        page
          .locator('#stage h1')
          .innerText()
          .then((said) => /review$/.test(said)),
      true,
    );
}

async function sitting(exam = 'SAA-C03'): Promise<Page> {
  const page = await here.open(`${here.site.address}practise`);
  await eventually(() => page.locator('#begin').isEnabled(), true);
  await page.locator('#exam').selectOption(exam);
  await page.locator('#begin').click();
  await page.locator('#clock').waitFor({ timeout: 30_000 });
  return page;
}

/** Ids of the paper's questions, in order. */
const paper = async (page: Page): Promise<string[]> => {
  const questions = await page.evaluate<{ id: string }[]>(
    "JSON.parse(localStorage.getItem('certlab-mock-paper')).questions",
  );
  return questions.map(({ id }) => id);
};

async function answer(page: Page, id: string, right: boolean): Promise<void> {
  const item = itemOf(id);
  const wrong = item.options.flatMap(({ misconception }, place) => (misconception ? [place] : []));
  for (const place of right ? keyOf(item) : wrong.slice(0, item.choose))
    await page.locator(`[name="chose"][value="${letterOf(place)}"]`).check();
}

/** Time in the page goes on by so much. */
const skip = (page: Page, minutes: number) =>
  page.evaluate(`{ const now = Date.now; Date.now = () => now() + ${minutes} * 60_000; }`);

describe('a mock exam', () => {
  it('has the exam’s number of questions, in its proportions, and no question twice', async () => {
    const ids = await paper(await sitting());
    expect(ids).toHaveLength(65);
    expect(new Set(ids).size).toBe(65);
    const seats = Map.groupBy(ids, (id) => domainIn('SAA-C03', itemOf(id)));
    for (const [domain, share] of [
      ['1', 30],
      ['2', 26],
      ['3', 24],
      ['4', 20],
    ] as const)
      expect(Math.abs((seats.get(`SAA-C03/${domain}`)?.length ?? 0) - (65 * share) / 100)).toBeLessThan(1);
  });

  it('gives no reason before its end, and then a result by domain that the log has too', async () => {
    const page = await sitting('DVA-C03');
    const ids = await paper(page);
    for (const [at, right] of [true, true, false].entries()) {
      await answer(page, ids[at] as string, right);
      if (at === 0) {
        await press(page, 'flag 1');
        await page.locator('[aria-pressed="true"]').waitFor();
        expect(await seenFaults(page)).toEqual([]);
      }
      const text = await textOf(page, 'main');
      for (const { reason } of itemOf(ids[at] as string).options) expect(text).not.toContain(reason);
      await press(page, String(at + 2));
    }
    await press(page, 'review');
    const review = await textOf(page, '#stage');
    expect(review).toMatch(/3 of 65 answered, 1 flag\./);
    expect(review).toMatch(/1, flagged/);
    expect(review).toMatch(/62 questions open/);
    expect(await seenFaults(page)).toEqual([]);
    expect(log().answers).toHaveLength(0);
    await press(page, 'end');
    await page.locator('#stage table').waitFor();
    expect(await textOf(page, '#stage tbody tr')).toMatch(/^All\s+2\s+65\s+3 %/);
    expect(await page.locator('#stage tbody tr').count()).toBe(5);
    expect(await seenFaults(page)).toEqual([]);
    await eventually(
      () => log().mocks.map(({ answered, right, questions }) => [answered, right, questions]),
      [[3, 2, 65]],
    );
    expect(log().answers.map(({ right, sureness }) => [right, sureness])).toEqual([
      [true, 'unsure'],
      [true, 'unsure'],
      [false, 'unsure'],
    ]);
    await press(page, '4');
    await page.locator('#answered').waitFor();
    expect(await textOf(page, '#answered')).toContain(itemOf(ids[3] as string).options[0]?.reason);
    expect(await seenFaults(page)).toEqual([]);
    // Looked at again, and loaded again, it is the same exam and noted once.
    await page.reload();
    await press(page, 'result');
    await page.locator('#stage table').waitFor();
    await eventually(() => log().mocks.length, 1);
  });

  it('goes on after a crash with the time that passed, in another tab too, and ends when it is over', async () => {
    const page = await sitting();
    const ids = await paper(page);
    await answer(page, ids[0] as string, true);
    await page.close();
    const again = await here.open(`${here.site.address}practise`);
    await skip(again, 60);
    await again.evaluate("window.dispatchEvent(new Event('online'))");
    await eventually(
      () => textOf(again, '#mock-said').then((said) => /1 of 65 answered, (69|70) minutes left/.test(said)),
      true,
    );
    await again.locator('#go-on-mock').click();
    await press(again, '1');
    expect(await again.locator('[name="chose"]:checked').count()).toBeGreaterThan(0);
    const tab = await here.open(`${here.site.address}practise`);
    await tab.locator('#go-on-mock').click();
    await press(tab, '2');
    await answer(tab, ids[1] as string, false);
    await press(again, 'review');
    await eventually(() => textOf(again, '#stage').then((said) => /2 of 65 answered/.test(said)), true);
    await skip(again, 71);
    await again.locator('#stage table').waitFor();
    await eventually(
      () => log().mocks.map(({ milliseconds, answered }) => [milliseconds, answered]),
      [[130 * 60_000, 2]],
    );
  });
});

describe('where something fails', () => {
  afterEach(async () => {
    await here.context.close();
    const own = here.complaints.filter((one) => !one.startsWith('Failed to load resource'));
    here.complaints.splice(0, here.complaints.length, ...own);
  });

  it('no exam begins without a whole paper, and the page says why', async () => {
    const page = await here.open(`${here.site.address}practise`);
    await eventually(() => page.locator('#begin').isEnabled(), true);
    await page.route(/task=3\.1/, (route) => route.fulfill({ status: 503, body: '' }));
    await page.locator('#begin').click();
    await eventually(() => textOf(page, '#trouble-mock').then((said) => /503.*No exam has begun/.test(said)), true);
    expect(await page.evaluate("localStorage.getItem('certlab-mock-paper')")).toBeNull();
  });

  it('answers are judged later where the connection is lost at the end', async () => {
    const page = await sitting();
    const ids = await paper(page);
    await answer(page, ids[0] as string, true);
    await press(page, 'review');
    await page.route('**/v1/answers', (route) => route.abort());
    await press(page, 'end');
    await eventually(
      () => textOf(page, '#trouble').then((said) => /connection.*nothing of the exam is lost/.test(said)),
      true,
    );
    await page.unroute('**/v1/answers');
    await press(page, 'result');
    await page.locator('#stage table').waitFor();
    await eventually(() => log().mocks.map(({ right }) => right), [1]);
  });

  it('a browser that keeps nothing says so, and the exam can be sat', async () => {
    await here.context.addInitScript(
      "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };",
    );
    const page = await sitting();
    expect(await textOf(page, '#trouble')).toMatch(/keeps nothing/);
    await page.locator('[name="chose"]').first().check();
    await press(page, 'review');
    await press(page, 'end');
    await page.locator('#stage table').waitFor();
  });
});
