/** What a text names to look with, it can be looked with: each command that only reads is run where all is deployed. */
import { globSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { allDrills } from '../../../lib/lab/drills/catalogue.ts';
import { openLab } from '../../../lib/lab/lab.ts';
import { CURRICULUM, STARTED_BY_DEFAULT } from '../../../lib/projects/registry.ts';
import { repository } from '../../../lib/repository.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';
import { runCommand } from '../../support/processes/run-command.ts';
import { commandsInCode, commandsInProse, type NamedCommand } from '../../support/sources/named-commands.ts';
import { readSource } from '../../support/sources/source-files.ts';

const target = await deployedTarget();
process.env.CERTLAB_STATE = target.stateFolder;
const lab = openLab(CURRICULUM, target.stateFolder);
const aws = awsClients(clientConfigOf(target));
const drills = await allDrills({ projects: STARTED_BY_DEFAULT });

const READS = /^(get|list|describe|simulate|test)-/;
/** Services of which the emulator runs nothing (lib/emulator/gaps.ts): their commands are looked up, not run. */
const ON_AWS_ALONE = ['codepipeline', 'codeconnections', 'deploy'];

type Outputs = Readonly<Record<string, string>>;
const outputsOf = (stack: string): Outputs => target.outputs[stack] ?? {};

/** What a learner of this project would put behind the operation: values that a text leaves to who reads it. */
async function completed(stack: string, [service = '', operation = '']: readonly string[]): Promise<string[]> {
  const out = outputsOf(stack);
  const api = stack === 'ServerlessApi';
  const [functionName, role] = api
    ? [out.ApiFunctionName, out.ApiFunctionRoleName]
    : [out.ActivityWorkerName, out.ActivityWorkerRoleName];
  const ofRule = ['--rule', out.ActivityRuleName, '--event-bus-name', out.ActivityBusName];
  const values: Readonly<Record<string, () => Promise<(string | undefined)[]> | (string | undefined)[]>> = {
    'lambda get-alias': () => ['--function-name', outputsOf('ServerlessApi').ApiFunctionName, '--name', 'live'],
    'lambda get-function-concurrency': () => ['--function-name', functionName],
    'lambda get-function-configuration': () => ['--function-name', functionName],
    'lambda get-policy': () => ['--function-name', functionName, '--qualifier', 'live'],
    'lambda get-event-source-mapping': () => ['--uuid', out.ActivityMappingId],
    'lambda get-account-settings': () => [],
    'apigatewayv2 get-routes': () => ['--api-id', out.ApiId],
    'apigatewayv2 get-stage': () => ['--api-id', out.ApiId, '--stage-name', '$default'],
    'dynamodb describe-table': () => ['--table-name', out.ContentTableName],
    'dynamodb describe-continuous-backups': () => ['--table-name', out.ContentTableName],
    'iam list-role-policies': () => ['--role-name', role],
    'iam get-role-policy': async () => {
      const { PolicyNames = [] } = await aws.iam.listRolePolicies({ RoleName: role });
      return ['--role-name', role, '--policy-name', PolicyNames[0]];
    },
    'iam simulate-principal-policy': async () => {
      const { Role } = await aws.iam.getRole({ RoleName: role });
      return ['--policy-source-arn', Role?.Arn, '--action-names', 'dynamodb:GetItem'];
    },
    'iam get-account-authorization-details': () => ['--filter', 'Role'],
    'events describe-rule': () => ['--name', out.ActivityRuleName, '--event-bus-name', out.ActivityBusName],
    'events list-targets-by-rule': () => ofRule,
    'events test-event-pattern': () => {
      const event = { id: '1', account: '1', source: 'a', time: '2026-11-27T10:00:00Z', region: 'us-east-1' };
      const whole = { ...event, resources: [], 'detail-type': 'b', detail: {} };
      return ['--event-pattern', '{"source":["a"]}', '--event', JSON.stringify(whole)];
    },
    'pipes describe-pipe': () => ['--name', out.MilestonePipeName],
    'sqs get-queue-attributes': () => ['--queue-url', out.ActivityQueueUrl, '--attribute-names', 'All'],
    'stepfunctions get-execution-history': async () => {
      const stateMachineArn = out.MilestoneMachineArn;
      const { executionArn } = await aws.sfn.startExecution({ stateMachineArn, input: '[]' });
      return ['--execution-arn', executionArn];
    },
    'cloudwatch describe-alarms': () => [],
    'cloudwatch list-metrics': () => [],
  };
  const found = await values[`${service} ${operation}`]?.();
  expect(found, `how to complete ${service} ${operation}: add it here`).toBeDefined();
  return [service, operation, ...(found as string[])];
}

const textsOf = ({ ticket, hints, lesson, solution }: (typeof drills)[number]) =>
  [...Object.values(ticket), ...hints, ...Object.values(lesson), ...solution.steps].join('\n');

/** Text by the stack that it is about. */
const texts: readonly (readonly [stack: string, text: string])[] = [
  ...drills.map((drill) => [drill.project.stackName, textsOf(drill)] as const),
  ...STARTED_BY_DEFAULT.flatMap(({ project }) =>
    globSync(`lib/projects/${project.slug}/{README.md,monitoring.ts}`, { cwd: repository }).map(
      (file) => [project.stackName, readSource(file)] as const,
    ),
  ),
];

const named = texts.flatMap(([stack, text]) =>
  [...commandsInCode(text), ...commandsInProse(text)].map((command) => ({ stack, ...command })),
);
const unique = <T>(all: readonly T[], key: (one: T) => string) => [
  ...new Map(all.map((one) => [key(one), one])).values(),
];

describe('a call of AWS that is named to look with', () => {
  const reading = named.filter(
    ({ tool, words }) => tool === 'aws' && READS.test(words[1] ?? '') && !ON_AWS_ALONE.includes(words[0] as string),
  );
  const calls = unique(reading, ({ stack, words }) => [stack, ...words.slice(0, 2)].join(' '));

  it('is found in the texts', () => expect(calls.length).toBeGreaterThan(20));

  test.for(calls)('answers: $stack $words.0 $words.1', async ({ stack, words }) => {
    const { out, err, code } = await runCommand(lab, ['aws', ...(await completed(stack, words))]);
    expect([code, err]).toEqual([0, '']);
    expect(() => JSON.parse(out)).not.toThrow();
  });
});

/** What changes nothing, and ends by itself. */
const LOOKS = ['logs', 'metrics', 'status', 'drills', 'report', 'doctor', 'env', 'readiness', 'events drain-report'];

describe('a command of the lab that is named to look with', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/*.md', { cwd: repository })].map(readSource);
  const all: readonly NamedCommand[] = [...named, ...pages.flatMap(commandsInCode)];
  const looking = all.filter(
    ({ tool, words, inProse }) => tool === 'lab' && !inProse && LOOKS.some((look) => words.join(' ').startsWith(look)),
  );

  test.for(unique(looking, ({ words }) => words.join(' ')))('ends well: lab $words', async ({ words }) => {
    const { code, err } = await runCommand(lab, words);
    expect([code, err]).toEqual([0, '']);
  });
});
