/** The page Plan for somebody who has answered questions: weeks by what their own evidence says, counted on their device. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Stored } from '../../lambda/shared/evidence/stored.ts';
import { blueprintOf, type TaskRef } from '../../lambda/shared/exams/blueprints.ts';
import { addEvidence } from '../../lib/study/evidence.ts';
import { answerTo } from '../../lib/study/log/records.ts';
import { browserOnLab, eventually } from '../support/site/browser-on-lab.ts';
import { siteAndApi } from '../support/site/site-and-api.ts';

const here = browserOnLab(siteAndApi);

const EXAM = 'DVA-C03';
const tasks = blueprintOf(EXAM).domains.flatMap((domain) => domain.tasks.map(({ id }) => id));
const firstOf = async (page: Page) => page.locator('.weeks a').first().innerText();
const plan = () => here.open(`${here.site.address}plan?exam=${EXAM}&day=2027-02-20&hours=8`);

/** Eight answers to each task, each to a question of another family. */
function answered(isRight: (task: string) => boolean): void {
  const wrong = { misconception: 'x' };
  const records = tasks.flatMap((task, place) =>
    Array.from({ length: 8 }, (_, count) => {
      const family = `family-${place}-${count}`;
      const tasksOf: TaskRef[] = [`${EXAM}/${task}` as TaskRef];
      const item = { id: `${family}/1`, family, tasks: tasksOf, choose: 1, options: [{}, wrong, wrong, wrong] };
      return answerTo(item, [isRight(task) ? 0 : 1], 'sure', { at: Date.now() - 60_000 * (count + 1) });
    }),
  );
  addEvidence(here.lab.stateFolder, records as unknown as Stored[]);
}

it('begins with what weighs most, and for who has answered with what is weak', async () => {
  const heaviest = await firstOf(await plan());
  // The last of the guide, which is far from the first of a plan by weight alone.
  const weak = tasks.at(-1) as string;
  expect(heaviest).not.toBe(weak);
  answered((task) => task !== weak);
  const page = await plan();
  await eventually(() => firstOf(page), weak);
  expect(await page.locator('#answer').innerText()).toContain('by what your answers and drills say of it');
});

it('sends nothing of the evidence with the question, and none of it is needed to ask', async () => {
  answered(() => true);
  const asked: string[] = [];
  here.context.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  const page = await plan();
  await eventually(async () => (await page.locator('#answer').innerText()).includes('Counted on this device'), true);
  expect(asked.filter((one) => !/^GET \/(plan|assets\/|_lab\/(session|evidence)$)/.test(one))).toEqual([]);
});
