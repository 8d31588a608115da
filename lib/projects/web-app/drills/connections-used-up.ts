import { defineDrill } from '../../../lab/drills/drill.ts';
import { writeConnections } from '../../../lab/settings/rds.ts';
import { allGetIn, connectionsSuffice, joinAtOnce, ofCluster, POOL_VARIABLE } from '../health/connections.ts';
import { webApp } from '../project.ts';
import { type Fixing, ofService, scaleOtherwise, wantTasks } from './web-app.ts';

/** Two tasks as they were deployed fit into these, and six do not. */
const TOO_FEW = 30;
/** More than Aurora's own number bears from all of the tasks that there may be. */
const TOO_LARGE = 40;
const SHOWS_WITHIN = 60;

const allow = (lab: Fixing, connections: number | null) => lab.set('cluster-connections', ofCluster(lab), connections);
const pool = (lab: Fixing, size: number) =>
  lab.set('task-variable', { ...ofService(lab), name: POOL_VARIABLE }, String(size));

async function allowUnstarted(lab: Fixing): Promise<void> {
  const before = await lab.get('cluster-connections', ofCluster(lab));
  lab.undoBy(() => writeConnections(lab.aws, ofCluster(lab), before));
  await writeConnections(lab.aws, ofCluster(lab), null);
}

export const connectionsUsedUp = defineDrill(webApp, {
  name: 'connections-used-up',
  title: 'More of everything since Monday, and every third candidate is turned away at nine',
  level: 3,
  causes: 2,
  ticket: {
    report:
      'On Monday two changes went out: one was to make mornings faster, the other to make nights cheaper. Since then, when a cohort ' +
      'begins, some candidates are let in at once and some get 503 at once, by chance. A minute later it works for everybody.',
    impact: 'One candidate in three of those who come on time. The more tasks there are, the more are turned away.',
    evidence:
      'All tasks are well, and hardly busy; the database is at a tenth of what it may use. Answers of 503 have a code that nobody has seen ' +
      'before. They come within milliseconds.',
  },
  evidence: [{ command: 'lab logs web-app --filter connection', finds: /no connection left/ }],
  exam: ['SAA-C03/3.3', 'SAA-C03/3.2', 'DVA-C03/4.1', 'DVA-C03/4.3'],
  hints: [
    'Who refuses, the balancer, the program or the database? The log of the program repeats what it was told.',
    'A pool is a number for each task. Multiply it by all the tasks that there may be while a release replaces them, and ask what the ' +
      'database allows.',
    'rds describe-db-clusters names a parameter group and the capacity; rds describe-db-cluster-parameters with --source user says what ' +
      'was changed there. Aurora would allow some 400 at 2 ACU.',
    `Reset max_connections in the group with pending-reboot, start each instance again by rds reboot-db-instance, and release a revision ` +
      `with ${POOL_VARIABLE} at 8.`,
  ],
  lesson: {
    architect:
      'Whatever scales out multiplies what each of it holds. Add up, for the most tasks and a release among them, what they may open, and hold ' +
      'it against what the database has memory for. Where they are too many to add up, as with Lambda, put RDS Proxy between.',
    developer:
      'A pool that is larger than what the database can do at once only moves the queue to where it cannot be seen. Keep it small, let ' +
      'requests wait in it, and fail at once, with a name, when the database itself has no room.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('cluster-connections', ofCluster(lab), TOO_FEW);
    await lab.change('task-variable', { ...ofService(lab), name: POOL_VARIABLE }, String(TOO_LARGE));
    await lab.eventually(async () => {
      const { ok, saw, wanted } = await joinAtOnce(lab);
      return { ok: !ok, saw, wanted };
    }, SHOWS_WITHIN);
  },
  check: [allGetIn, connectionsSuffice],
  solution: {
    steps: [
      'rds reset-db-cluster-parameter-group for max_connections with pending-reboot, then reboot-db-instance for each instance;',
      `and register a revision with ${POOL_VARIABLE} 8, and update the service to it.`,
    ],
    async apply(lab) {
      await allow(lab, null);
      await pool(lab, 8);
    },
  },
  otherFixes: [
    {
      title: 'Writes 200 down, starts both again, and gives each task six',
      async apply(lab) {
        await allow(lab, 200);
        await pool(lab, 6);
      },
    },
    {
      title: 'Takes the number back, gives each task twelve, and lets the service have eight of them',
      async apply(lab) {
        await allow(lab, null);
        await pool(lab, 12);
        await scaleOtherwise(lab, { most: 8 });
      },
    },
  ],
  shortcuts: [
    { kind: 'too-narrow', title: 'Gives each task eight connections again', apply: (lab) => pool(lab, 8) },
    { kind: 'too-narrow', title: 'Takes the number of the database back', apply: (lab) => allow(lab, null) },
    { kind: 'too-wide', title: 'Lets the database have 2,000', apply: (lab) => allow(lab, 2_000) },
    { kind: 'elsewhere', title: 'Runs four tasks', apply: (lab) => wantTasks(lab, 4) },
    {
      kind: 'hidden',
      title: 'Takes the number back without starting anything again, and gives each task eight',
      async apply(lab) {
        await allowUnstarted(lab);
        await pool(lab, 8);
      },
    },
  ],
});
