import { defineDrill } from '../../../lab/drills/drill.ts';
import { allowing, inlinePolicy, without } from '../../../lab/drills/probes.ts';
import { serviceNow } from '../../../lab/settings/ecs.ts';
import { newTasksStart, rolesOf, secretsOf } from '../health/starting.ts';
import { webApp } from '../project.ts';
import { grant, ofService, wantTasks } from './web-app.ts';

const BY_HAND = 'tried-by-hand';
const READ = ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'] as const;

export const secretDenied = defineDrill(webApp, {
  name: 'secret-denied',
  title: 'Nothing new starts, and nobody notices until something ends',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'The exam room works. But the release of this morning does not come: whatever is started for it ends before it has ' +
      `written a single line. A task that was started by hand, as ${BY_HAND}, does so too, and it is the version of last week.`,
    impact: 'Nobody yet. With each task that ends there is one fewer, and tonight AWS will maintain some of them.',
    evidence:
      'The tasks that run were started days ago. Those that are started now have a reason: ResourceInitializationError, ' +
      'unable to pull secrets or registry auth.',
  },
  evidence: [
    {
      command: `lab aws ecs list-tasks --cluster {ClusterName} --desired-status STOPPED --started-by ${BY_HAND}`,
      finds: /:task\//,
    },
  ],
  exam: ['SAA-C03/1.1', 'SAA-C03/1.2', 'SAA-C03/1.3', 'DVA-C03/3.1', 'DVA-C03/2.2'],
  hints: [
    'The program never began: what does ECS do before it starts a container, and in whose name?',
    'A task has two roles: the one that its program works with, and the one that ECS starts it with.',
    'ecs describe-task-definition of what the service runs: executionRoleArn. Then iam get-role-policy: what may it read?',
    'Allow the execution role secretsmanager:GetSecretValue on the two secrets of the task, by ARN.',
  ],
  lesson: {
    architect:
      'A permission that is needed only at the start is missed last: test it by starting. What is replaced regularly, by a ' +
      'deployment a week at least, finds such a fault while the old tasks still serve.',
    developer:
      'The execution role fetches image and secrets, the task role is the program. A reason in stoppedReason is kept for an ' +
      'hour or so only: send task state changes to a log by EventBridge.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const { execution } = await rolesOf(lab);
    const policy = await inlinePolicy(lab.aws, execution);
    await lab.change('role-policy', policy, (document) =>
      READ.reduce((left, action) => without(left, action, ':secretsmanager:'), document),
    );
    await lab.spread();
    // What the ticket speaks of: a task that is started by hand, and would end by itself.
    const service = await serviceNow(lab.aws, ofService(lab));
    await lab.aws.ecs.runTask({
      cluster: lab.outputs.ClusterName,
      taskDefinition: service?.taskDefinition,
      launchType: 'FARGATE',
      networkConfiguration: service?.networkConfiguration,
      startedBy: BY_HAND,
      overrides: { containerOverrides: [{ name: 'web', command: ['node', '--version'] }] },
    });
  },
  check: [newTasksStart],
  solution: {
    steps: ['Allow the execution role of the service secretsmanager:GetSecretValue on the ARNs of the two secrets.'],
    async apply(lab) {
      const { execution } = await rolesOf(lab);
      await grant(lab, execution, READ, await secretsOf(lab));
    },
  },
  otherFixes: [
    {
      title: 'Allows it to read them, and nothing else of them',
      async apply(lab) {
        const { execution } = await rolesOf(lab);
        await grant(lab, execution, 'secretsmanager:GetSecretValue', await secretsOf(lab));
      },
    },
    {
      title: 'Allows it by something of its own for each secret',
      async apply(lab) {
        const { execution } = await rolesOf(lab);
        for (const [at, arn] of (await secretsOf(lab)).entries()) {
          const policy = { roleName: execution, policyName: `read-${at}` };
          await lab.set('role-policy', policy, allowing(await lab.get('role-policy', policy), READ, arn));
        }
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-wide',
      title: 'Allows it to read every secret',
      apply: async (lab) => grant(lab, (await rolesOf(lab)).execution, READ, '*'),
    },
    {
      kind: 'too-wide',
      title: 'Allows it whatever there is to do with these secrets',
      apply: async (lab) => grant(lab, (await rolesOf(lab)).execution, 'secretsmanager:*', await secretsOf(lab)),
    },
    {
      kind: 'elsewhere',
      title: 'Allows the role of the program to read them',
      apply: async (lab) => grant(lab, (await rolesOf(lab)).task, READ, await secretsOf(lab)),
    },
    {
      kind: 'too-narrow',
      title: 'Allows it the secret of the database alone',
      apply: async (lab) => grant(lab, (await rolesOf(lab)).execution, READ, lab.outputs.DatabaseSecretArn),
    },
    {
      kind: 'too-narrow',
      title: 'Allows it to look at the secrets',
      apply: async (lab) =>
        grant(lab, (await rolesOf(lab)).execution, 'secretsmanager:DescribeSecret', await secretsOf(lab)),
    },
    { kind: 'hidden', title: 'Wants three tasks, of which two run', apply: (lab) => wantTasks(lab, 3) },
  ],
});
