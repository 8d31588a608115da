/** For the drills of the exam room, written from tickets, hints and the stack: see `model.ts`. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FixContext } from '../../../lib/lab/drills/drill.ts';
import { addPolicy } from '../../../lib/lab/drills/policy-fixes.ts';
import { definitionNow, release, releaseTo } from '../../../lib/lab/settings/ecs.ts';
import {
  addRule,
  balancerGroups,
  byRequests,
  checkOtherwise,
  ofService,
  ofTargets,
  scaleOtherwise,
  tcp,
  trackOtherwise,
} from '../../../lib/projects/web-app/drills/web-app.ts';
import { rolesOf, secretsOf } from '../../../lib/projects/web-app/health/starting.ts';
import { assetsNow, ofAssets } from '../../../lib/projects/web-app/health/storage.ts';
import { groupOf } from '../../../lib/projects/web-app/health/tiers.ts';
import type { webApp } from '../../../lib/projects/web-app/project.ts';
import { besides, right, type TriedOn } from './model.ts';

type Output = keyof typeof webApp.outputs;
type Lab = FixContext<Output>;

const letIn = (lab: Lab, groupId: string, peer: string, port: number) =>
  addRule(lab, { groupId, way: 'ingress' }, tcp(peer, port));

async function insteadOfCloudFront(lab: Lab, peer: string): Promise<void> {
  const [groupId = ''] = await balancerGroups(lab);
  await lab.set('group-rules', { groupId, way: 'ingress' }, [tcp(peer, 80)]);
}

/** The emulator's balancer reads its rules twice a second. */
const TAKEN_MS = 2_000;

/** A rule of the balancer's listener that goes before its default. */
async function answerItself(lab: Lab, path: string, StatusCode: string): Promise<void> {
  const { Listeners = [] } = await lab.aws.elbv2.describeListeners({ LoadBalancerArn: lab.outputs.BalancerArn });
  const { Rules = [] } = await lab.aws.elbv2.createRule({
    ListenerArn: Listeners[0]?.ListenerArn,
    Priority: 1,
    Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: [path] } }],
    Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode, ContentType: 'text/plain' } }],
  });
  lab.undoBy(() => lab.aws.elbv2.deleteRule({ RuleArn: Rules[0]?.RuleArn }));
  await sleep(TAKEN_MS);
}

const rollOut = async (lab: Lab, change: object) =>
  lab.set('service-rollout', ofService(lab), { ...(await lab.get('service-rollout', ofService(lab))), ...change });

export const triedOnWebApp: TriedOn<Output> = {
  'health-check-blind': () => ({
    careless: [
      besides<Output>('hidden', 'waits for nine failures, a minute apart', (lab) =>
        checkOtherwise(lab, { interval: 60, unhealthyThreshold: 9 }),
      ),
      besides<Output>('hidden', 'has the balancer itself answer those who begin an exam', (lab) =>
        answerItself(lab, '/v1/sittings', '503'),
      ),
    ],
    right: [],
  }),
  'packets-dropped': () => ({
    careless: [
      besides<Output>('too-wide', 'lets the entry of the network come to the tasks past the balancer', (lab) =>
        letIn(lab, lab.outputs.WebSecurityGroupId, '10.20.0.0/24', 8080),
      ),
      besides<Output>('too-wide', 'lets the tasks come to each other', (lab) =>
        letIn(lab, lab.outputs.WebSecurityGroupId, lab.outputs.WebSecurityGroupId, 8080),
      ),
      besides<Output>(
        'elsewhere',
        'lets the network in to the balancer, and not CloudFront, whose list says nothing to it',
        (lab) => insteadOfCloudFront(lab, '10.20.0.0/16'),
      ),
      besides<Output>('too-wide', 'lets everybody in to the balancer in the place of CloudFront', (lab) =>
        insteadOfCloudFront(lab, '0.0.0.0/0'),
      ),
    ],
    right: [],
  }),
  'data-in-the-open': () => ({
    careless: [
      besides<Output>('too-wide', 'lets one address of the office come to the database', async (lab) =>
        letIn(lab, await groupOf(lab, 'database'), '203.0.113.7/32', 5432),
      ),
      besides<Output>('too-wide', 'lets the tasks come to the database by SSH', async (lab) =>
        letIn(lab, await groupOf(lab, 'database'), lab.outputs.WebSecurityGroupId, 22),
      ),
    ],
    right: [],
  }),
  'cut-mid-answer': () => ({
    careless: [],
    right: [
      right('Lets the balancer wait for a minute', (lab) =>
        lab.set('group-attribute', { ...ofTargets(lab), name: 'deregistration_delay.timeout_seconds' }, '60'),
      ),
    ],
  }),
  'secret-denied': () => ({
    careless: [
      besides<Output>('too-wide', 'lets the program write the secrets that it reads', async (lab) =>
        addPolicy(lab, (await rolesOf(lab)).task, {
          Effect: 'Allow',
          Action: 'secretsmanager:PutSecretValue',
          Resource: [...(await secretsOf(lab))],
        }),
      ),
      besides<Output>('too-wide', 'lets ECS read every parameter as well', async (lab) =>
        addPolicy(lab, (await rolesOf(lab)).execution, {
          Effect: 'Allow',
          Action: 'ssm:GetParameters',
          Resource: '*',
        }),
      ),
      besides<Output>('elsewhere', 'lets everybody of the account read the password by its own policy', async (lab) => {
        const SecretId = lab.outputs.DatabaseSecretArn;
        const Principal = { AWS: `arn:aws:iam::${SecretId.split(':')[4]}:root` };
        const allow = { Effect: 'Allow', Principal, Action: 'secretsmanager:GetSecretValue', Resource: '*' };
        await lab.aws.secrets.putResourcePolicy({ SecretId, ResourcePolicy: JSON.stringify({ Statement: allow }) });
        lab.undoBy(() => lab.aws.secrets.deleteResourcePolicy({ SecretId }));
      }),
      besides<Output>('elsewhere', 'runs the program under the role that starts it', async (lab) => {
        const definition = await definitionNow(lab.aws, ofService(lab));
        if (!definition) throw new Error('The service has no task definition.');
        await release(lab.aws, ofService(lab), { ...definition, taskRoleArn: definition.executionRoleArn });
        lab.undoBy(() => releaseTo(lab.aws, ofService(lab), definition.taskDefinitionArn));
      }),
    ],
    right: [],
  }),
  'assets-open': () => ({
    careless: [
      besides<Output>('too-wide', 'lets another account list the bucket', async (lab) => {
        const policy = await lab.get('bucket-policy', ofAssets(lab));
        const statement = {
          ...{ Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${lab.outputs.AssetsBucketName}` },
          Principal: { AWS: 'arn:aws:iam::210987654321:root' },
        };
        const Statement = [...policy.Statement, statement as (typeof policy.Statement)[number]];
        await lab.set('bucket-policy', ofAssets(lab), { ...policy, Statement });
      }),
    ],
    right: [],
  }),
  'assets-never-kept': () => ({
    careless: [
      besides<Output>('too-narrow', 'forgets the header of one file', async (lab) => {
        const [asset] = await assetsNow(lab);
        await lab.set('object-caching', { ...ofAssets(lab), key: asset?.key as string }, null);
      }),
    ],
    right: [],
  }),
  'class-too-dear': () => ({
    careless: [
      besides<Output>('hidden', 'keeps old versions for ten years', async (lab) => {
        const rules = await lab.get('bucket-lifecycle', ofAssets(lab));
        const longer = rules.map((rule) => ({ ...rule, NoncurrentVersionExpiration: { NoncurrentDays: 3_650 } }));
        await lab.set('bucket-lifecycle', ofAssets(lab), longer);
      }),
    ],
    right: [
      right('Moves nothing any more, and ends old versions after two months', async (lab) => {
        const rules = await lab.get('bucket-lifecycle', ofAssets(lab));
        const stay = rules.filter(({ Transitions }) => !Transitions);
        const ended = stay.map((rule) =>
          rule.NoncurrentVersionExpiration ? { ...rule, NoncurrentVersionExpiration: { NoncurrentDays: 60 } } : rule,
        );
        await lab.set('bucket-lifecycle', ofAssets(lab), ended);
      }),
    ],
  }),
  'rollout-unbraked': () => ({
    careless: [
      besides<Output>('too-narrow', 'leaves a release no room beside what runs', (lab) =>
        rollOut(lab, { maximumPercent: 100 }),
      ),
    ],
    right: [
      right('Starts half as many again before it stops one, and goes back where that fails', (lab) =>
        rollOut(lab, {
          ...{ minimumHealthyPercent: 100, maximumPercent: 150 },
          circuitBreaker: { enable: true, rollback: true },
        }),
      ),
    ],
  }),
  'does-not-grow': () => ({
    careless: [
      besides<Output>('hidden', 'suspends growing until the next release', (lab) =>
        scaleOtherwise(lab, { suspended: { in: false, out: true, scheduled: false } }),
      ),
      besides<Output>('too-narrow', 'lets it have four tasks', (lab) => scaleOtherwise(lab, { most: 4 })),
      besides<Output>('too-wide', 'lets it have sixty, and tracks fifty requests for each', async (lab) => {
        await scaleOtherwise(lab, { most: 60 });
        await trackOtherwise(lab, { ...byRequests(lab), TargetValue: 50 });
      }),
    ],
    right: [
      right('Tracks 550 requests for each, lets it have seven, and waits two minutes between', async (lab) => {
        await trackOtherwise(lab, { ...byRequests(lab), TargetValue: 550, ScaleOutCooldown: 120 });
        await scaleOtherwise(lab, { most: 7 });
      }),
    ],
  }),
  'never-shrinks': () => ({
    careless: [
      besides<Output>('hidden', 'keeps a task less by night than two zones need', (lab) =>
        scaleOtherwise(lab, { least: 1 }),
      ),
      besides<Output>('too-wide', 'keeps four by night', (lab) => scaleOtherwise(lab, { least: 4 })),
    ],
    right: [
      right('Deregisters the service, and registers it again without what was suspended', async (lab) => {
        const before = await lab.get('service-scaling', ofService(lab));
        if (!before) throw new Error('The service is not registered.');
        await lab.set('service-scaling', ofService(lab), null);
        const policies = before.policies.map(({ name, tracking }) => ({
          name: `${name}-2`,
          tracking: { ...tracking, DisableScaleIn: false } as typeof tracking,
        }));
        const suspended = { in: false, out: false, scheduled: false };
        await lab.set('service-scaling', ofService(lab), { ...before, suspended, policies });
      }),
    ],
  }),
};
