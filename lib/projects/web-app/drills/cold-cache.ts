import { type CheckContext, defineDrill } from '../../../lab/drills/drill.ts';
import { boardsAreKept } from '../health/board.ts';
import { groupOf } from '../health/tiers.ts';
import { webApp } from '../project.ts';
import { addRule, backToRevisionBefore, type Fixing, type Output, ofService, tcp, wantTasks } from './web-app.ts';

const ENDPOINT = 'CACHE_ENDPOINT';
const PORT = 6379;
const WRONG_PORT = 6380;

const said = async (lab: CheckContext<Output>) =>
  (await lab.get('task-variable', { ...ofService(lab), name: ENDPOINT })) ?? '';
const tell = (lab: Fixing, value: string | null) =>
  lab.set('task-variable', { ...ofService(lab), name: ENDPOINT }, value);
const at = (endpoint: string, port: number) => endpoint.replace(/:\d+$/, `:${port}`);

export const coldCache = defineDrill(webApp, {
  name: 'cold-cache',
  title: 'The database works ten times as hard as last week, for the same exams',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'When a cohort hands in together, the board takes seconds. The database reaches its ceiling then, with the one query of the ' +
      'board, thousands of times. Last week it was asked every few seconds, however many looked.',
    impact: 'Everybody at the end of an exam; and the bill of the database, which grows with each look.',
    evidence:
      'The nodes of the cache are up, and have nobody connected. No page fails. Each task wrote one line when it started, that a ' +
      'connection was lost.',
  },
  evidence: [{ command: 'lab logs web-app --filter cache', finds: /cache lost/ }],
  exam: ['SAA-C03/3.3', 'SAA-C03/4.3', 'DVA-C03/4.3', 'DVA-C03/3.1'],
  hints: [
    'Something stood between the program and the database that answered most looks. It is there, and is not asked.',
    'The log of a task says what it lost, and why: a connection that is refused, one that takes too long, a name that is not known.',
    'ecs describe-task-definition of what the service runs: where is CACHE_ENDPOINT? And where does the cache listen?',
    `Register a revision with the port ${PORT} in CACHE_ENDPOINT, and update the service to it.`,
  ],
  lesson: {
    architect:
      'A cache that may be missing is missed by nobody but the database: alarm on its hits, and not only on its nodes. Reckon what ' +
      'the database bears without it, since one day it will have to.',
    developer:
      'Going on without the cache is right, and going on in silence is not: a metric of hits and misses tells in a minute what a ' +
      'line in a log told nobody.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const endpoint = await said(lab);
    await lab.change('task-variable', { ...ofService(lab), name: ENDPOINT }, at(endpoint, WRONG_PORT));
  },
  check: [boardsAreKept],
  solution: {
    steps: [
      `Register a new revision of the task definition with the port ${PORT} in CACHE_ENDPOINT,`,
      'and update the service to it.',
    ],
    apply: async (lab) => tell(lab, at(await said(lab), PORT)),
  },
  otherFixes: [
    { title: 'Goes back to the revision of the release before', apply: backToRevisionBefore },
    {
      title: 'Tells it the right port, and keeps three tasks while the crowd is there',
      async apply(lab) {
        await tell(lab, at(await said(lab), PORT));
        await wantTasks(lab, 3);
      },
    },
  ],
  shortcuts: [
    { kind: 'elsewhere', title: 'Runs four tasks', apply: (lab) => wantTasks(lab, 4) },
    {
      kind: 'hidden',
      title: 'Takes the endpoint out, so that nothing is lost any more',
      apply: (lab) => tell(lab, null),
    },
    {
      kind: 'too-wide',
      title: 'Lets the tasks in on every port of the cache',
      async apply(lab) {
        const target = { groupId: await groupOf(lab, 'cache'), way: 'ingress' } as const;
        const all = { protocol: 'tcp', fromPort: 0, toPort: 65_535, description: null };
        await addRule(lab, target, { ...all, peer: lab.outputs.WebSecurityGroupId });
      },
    },
    {
      kind: 'elsewhere',
      title: 'Lets the tasks out to the cache, and in, on the port that they ask for',
      async apply(lab) {
        const cache = await groupOf(lab, 'cache');
        await addRule(lab, { groupId: lab.outputs.WebSecurityGroupId, way: 'egress' }, tcp(cache, WRONG_PORT));
        await addRule(lab, { groupId: cache, way: 'ingress' }, tcp(lab.outputs.WebSecurityGroupId, WRONG_PORT));
      },
    },
    {
      kind: 'too-narrow',
      title: 'Starts every task again, so that it tries once more',
      async apply(lab) {
        await lab.aws.ecs.updateService({ ...ofService(lab), forceNewDeployment: true });
      },
    },
  ],
});
