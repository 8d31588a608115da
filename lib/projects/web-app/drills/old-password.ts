import { setTimeout as sleep } from 'node:timers/promises';
import { type CheckContext, defineDrill } from '../../../lab/drills/drill.ts';
import { aSittingWorks, sits } from '../health/sitting.ts';
import { rolesOf, rotationsAreSurvived, SECRET_ARN, secretsOf } from '../health/starting.ts';
import { webApp } from '../project.ts';
import { backToRevisionBefore, type Fixing, grant, type Output, ofService, wantTasks } from './web-app.ts';

const tell = (lab: Fixing, arn: string | null) =>
  lab.set('task-variable', { ...ofService(lab), name: SECRET_ARN }, arn);

const rotate = ({ aws, outputs }: CheckContext<Output>) =>
  aws.secrets.rotateSecret({ SecretId: outputs.DatabaseSecretArn });

/** Longer than a pool keeps a connection that nobody uses (app/database.ts). */
const UNUSED_MS = 12_000;
/** As long as requests wait for a database, and as AWS may take to rotate. */
const SHOWS_WITHIN = 60;

export const oldPassword = defineDrill(webApp, {
  name: 'old-password',
  title: 'It worked for a week after the release, and at three in the night it stopped',
  level: 3,
  causes: 1,
  ticket: {
    report:
      'At three in the night everything stopped that needs the database. Nobody had touched anything: the last release, which only ' +
      'tidied up, was a week ago. A task that was started by hand worked at once; the old ones do not come back by themselves.',
    impact: 'Everybody who wants to begin an exam, until somebody wakes up.',
    evidence:
      'The database is well, and lets in who has its password. The tasks do not: it refuses them. Their balancer calls them healthy, ' +
      'and the first page comes at once.',
  },
  evidence: [
    {
      command: `curl -s -m 9 -w "%{http_code}" -H "content-type: application/json" -d '{"name":"Ada","cohort":"by-hand"}' {SiteUrl}/v1/candidates || true`,
      finds: /^000/,
    },
  ],
  exam: ['SAA-C03/1.2', 'SAA-C03/1.1', 'DVA-C03/2.2', 'DVA-C03/3.1'],
  hints: [
    'What changes by itself, every seven days, and is known to the tasks from the moment at which they were started?',
    'RDS manages the password of this database, and rotates it: secretsmanager describe-secret and list-secret-version-ids.',
    'ECS puts a secret into a container once. The program can read it again when it is refused, if it knows where: compare what the ' +
      'last two revisions of the task definition tell it.',
    `Register a revision with ${SECRET_ARN}, the ARN of the secret of the database, and update the service to it.`,
  ],
  lesson: {
    architect:
      'Rotation is a change in production every week. Who holds the secret has to be able to fetch it again, or there is a scheduled ' +
      'outage; to start everything again each time is the same outage, only shorter.',
    developer:
      'Try the rotation by hand in the week in which the code is written: rotate, wait until the pool has no old connection left, and ' +
      'send a request. What a release takes away as unused may be used once a week.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('task-variable', { ...ofService(lab), name: SECRET_ARN }, null);
    await rotate(lab);
    // Connections that are there go on, as long as somebody uses them; the next that is opened is refused.
    await lab.eventually(async () => {
      await sleep(UNUSED_MS);
      const { ok, saw, wanted } = await sits(lab).catch((error: Error) => ({
        ok: false,
        saw: error.message,
        wanted: '',
      }));
      return { ok: !ok, saw, wanted };
    }, SHOWS_WITHIN);
  },
  check: [aSittingWorks, rotationsAreSurvived],
  solution: {
    steps: [
      `Register a new revision of the task definition that has ${SECRET_ARN} again, with the ARN of the secret of the database,`,
      'and update the service to it.',
    ],
    apply: (lab) => tell(lab, lab.outputs.DatabaseSecretArn),
  },
  otherFixes: [
    { title: 'Goes back to the revision of the release before', apply: backToRevisionBefore },
    {
      title: 'Tells them where it is, and rotates once more to see that it holds',
      async apply(lab) {
        await tell(lab, lab.outputs.DatabaseSecretArn);
        await rotate(lab);
      },
    },
  ],
  shortcuts: [
    {
      kind: 'hidden',
      title: 'Starts every task again',
      async apply(lab) {
        await lab.aws.ecs.updateService({ ...ofService(lab), forceNewDeployment: true });
      },
    },
    {
      kind: 'too-wide',
      title: 'Lets the program read every secret',
      apply: async (lab) => grant(lab, (await rolesOf(lab)).task, 'secretsmanager:GetSecretValue', '*'),
    },
    {
      kind: 'too-narrow',
      title: 'Tells them where the token of the cache is, in place of it',
      apply: async (lab) => {
        const other = (await secretsOf(lab)).find((arn) => arn !== lab.outputs.DatabaseSecretArn);
        await tell(lab, other ?? null);
      },
    },
    { kind: 'elsewhere', title: 'Rotates the password once more', apply: async (lab) => void (await rotate(lab)) },
    { kind: 'elsewhere', title: 'Runs three tasks', apply: (lab) => wantTasks(lab, 3) },
  ],
});
