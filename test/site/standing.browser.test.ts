/** A learner's own standing on the pages of exams and drills. */
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import type { Stored } from '../../lambda/shared/evidence/stored.ts';
import { addEvidence } from '../../lib/study/evidence.ts';
import { answerTo, newId } from '../../lib/study/log/records.ts';
import { browserOnLab, eventually } from '../support/site/browser-on-lab.ts';
import { siteAndApi } from '../support/site/site-and-api.ts';

const here = browserOnLab(siteAndApi);

const answer = (place: number, right: boolean) =>
  answerTo(
    { id: `any/${place}`, family: 'any', tasks: ['SAA-C03/1.1'], choose: 1, options: [{}, { misconception: 'x' }] },
    [right ? 0 : 1],
    'sure',
    { at: Date.now() - 1000 * place },
  );
const drill = (id: string, solved: boolean) => ({
  ...{ kind: 'drill', id: newId(Date.now(), 'testtest'), at: Date.now(), drill: id, tasks: ['SAA-C03/1.1'], solved },
  ...{ hints: 0, checks: 1, solutionShown: false, milliseconds: 1000 },
});

it('shows what was answered beside its task, and what was solved beside its drill, in words', async () => {
  const answers = [true, false, false, false].map((right, place) => answer(place, right));
  const drills = [drill('serverless-api/query-denied', true), drill('event-pipeline/envelope-lost', false)];
  addEvidence(here.lab.stateFolder, [...answers, ...drills] as unknown as Stored[]);

  const exam = await here.open(`${here.site.address}exams/SAA-C03`);
  await eventually(() => exam.locator('#task-1\\.1 .own').allInnerTexts(), ['1 of your 4 answers right: weak.']);
  expect(await exam.locator('.own').count()).toBe(1);

  const page = await here.open(`${here.site.address}drills`);
  const said = (id: string) => page.locator(`[data-drill="${id}"] .own`).allInnerTexts();
  await eventually(() => said('serverless-api/query-denied'), ['solved.']);
  await eventually(() => said('event-pipeline/envelope-lost'), ['tried, not solved yet.']);
  expect(await page.locator('.own').count()).toBe(2);
});

it('loads nothing more for who has done nothing', async () => {
  const server = await siteAndApi();
  const context = await here.browser.newContext();
  const asked: string[] = [];
  context.on('request', (request) => asked.push(request.url()));
  const { port } = server.address() as AddressInfo;
  await here.open(`http://localhost:${port}/exams/SAA-C03`, context);
  expect(asked.filter((url) => url.includes('.js')).map((url) => /assets\/([\w-]+)\./.exec(url)?.[1])).toEqual([
    'standing',
  ]);
  await context.close();
  server.close();
});
