import type { PutRuleCommandInput, Target } from '@aws-sdk/client-eventbridge';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';
import { itRefuses } from './refusal-table.ts';

const target = await deployedTarget();
const { eventbridge, pipes } = awsClients(clientConfigOf(target));
const outputs = target.outputs.EventPipeline as Record<string, string>;
const EventBusName = outputs.ActivityBusName as string;
const Name = 'refusals';
const PATTERN = 'InvalidEventPatternException';
const VALIDATION = 'ValidationException';
const EventPattern = JSON.stringify({ source: ['refusals'] });

const queue = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const ids = (count: number) => Array.from({ length: count }, (_, number) => `target-${number}`);

await eventbridge.putRule({ Name, EventBusName, EventPattern, State: 'DISABLED' });

afterAll(async () => {
  await eventbridge.removeTargets({ Rule: Name, EventBusName, Ids: ids(6) });
  await eventbridge.deleteRule({ Name, EventBusName });
});

const rule = (pattern: unknown): Partial<PutRuleCommandInput> => ({
  EventPattern: typeof pattern === 'string' ? pattern : JSON.stringify(pattern),
});

/** Five targets at most: this one is put again and again. */
const put = (parameters: Partial<Target>) =>
  eventbridge.putTargets({
    Rule: Name,
    EventBusName,
    Targets: [{ Id: 'target-0', Arn: queue('refusals'), ...parameters }],
  });

describe('EventBridge on the emulator refuses what AWS refuses', () => {
  itRefuses<Partial<PutRuleCommandInput>>(
    'a rule with',
    (parameters) => eventbridge.putRule({ Name, EventBusName, State: 'DISABLED', ...parameters }),
    [
      [{}, VALIDATION, rule(JSON.parse(EventPattern)), /must be specified/],
      [rule('{'), PATTERN, rule({ source: ['x'] })],
      [rule({ source: 'x' }), PATTERN, rule({ source: ['x'] })],
      [rule({ source: [] }), PATTERN, rule({ detail: { kind: [null] } })],
      [rule({}), PATTERN, rule({ detail: { a: [{ exists: false }] } })],
      [rule({ source: [{ begins: 'x' }] }), PATTERN, rule({ source: [{ prefix: 'x' }] })],
      [
        rule({ detail: { points: [{ numeric: ['=>', 1] }] } }),
        PATTERN,
        rule({ detail: { points: [{ numeric: ['>=', 1, '<', 5] }] } }),
      ],
      [
        rule({ detail: { a: [{ 'anything-but': {} }] } }),
        PATTERN,
        rule({ detail: { a: [{ 'anything-but': ['x', 'y'] }] } }),
      ],
      [{ ScheduleExpression: 'rate(5 minutes)' }, VALIDATION, rule({ source: ['x'] }), /default event bus/],
      [{ Name: 'a rule', EventPattern }, VALIDATION, { EventPattern }],
    ],
  );

  itRefuses<string>(
    'a schedule',
    async (ScheduleExpression) => {
      await eventbridge.putRule({ Name, ScheduleExpression, State: 'DISABLED' });
      await eventbridge.deleteRule({ Name });
    },
    [
      ['rate(1 minutes)', VALIDATION, 'rate(1 minute)'],
      ['rate(5 minute)', VALIDATION, 'rate(5 minutes)'],
      ['rate(0 days)', VALIDATION, 'rate(2 days)'],
      ['every day', VALIDATION, 'cron(0 12 * * ? *)'],
      ['cron(0 12 * * *)', VALIDATION, 'cron(0 12 ? * MON-FRI *)'],
    ],
  );

  itRefuses<Partial<Target>>('a target with', put, [
    [{ Arn: 'refusals' }, VALIDATION, {}],
    [{ Id: 'target 0' }, VALIDATION, { Id: 'target-0' }],
    [{ RetryPolicy: { MaximumRetryAttempts: 186 } }, VALIDATION, { RetryPolicy: { MaximumRetryAttempts: 185 } }],
    [{ RetryPolicy: { MaximumRetryAttempts: -1 } }, VALIDATION, { RetryPolicy: { MaximumRetryAttempts: 0 } }],
    [{ RetryPolicy: { MaximumEventAgeInSeconds: 59 } }, VALIDATION, { RetryPolicy: { MaximumEventAgeInSeconds: 60 } }],
    [
      { RetryPolicy: { MaximumEventAgeInSeconds: 86_401 } },
      VALIDATION,
      { RetryPolicy: { MaximumEventAgeInSeconds: 86_400 } },
    ],
    [{ DeadLetterConfig: { Arn: 'letters' } }, VALIDATION, { DeadLetterConfig: { Arn: queue('letters') } }],
    [{ DeadLetterConfig: { Arn: queue('letters.fifo') } }, VALIDATION, {}],
    [{ Arn: queue('ordered.fifo') }, VALIDATION, { Arn: queue('o.fifo'), SqsParameters: { MessageGroupId: 'g' } }],
    [{ Input: '{}', InputPath: '$.detail' }, VALIDATION, { InputPath: '$.detail' }, /Only one of/],
    [{ Input: '{' }, VALIDATION, { Input: '{}' }],
    [{ InputPath: 'detail' }, VALIDATION, { InputPath: '$.detail.kind' }],
    [
      { Arn: outputs.MilestoneMachineArn as string },
      VALIDATION,
      { Arn: outputs.MilestoneMachineArn as string, RoleArn: 'arn:aws:iam::000000000000:role/any' },
      /RoleArn is required/,
    ],
  ]);

  itRefuses<string[]>(
    'together with its one target',
    (added) =>
      eventbridge.putTargets({
        ...{ Rule: Name, EventBusName },
        Targets: added.map((Id) => ({ Id, Arn: queue('refusals') })),
      }),
    [[ids(6), 'LimitExceededException', ids(5)]],
  );
});

describe('EventBridge Pipes on the emulator refuses what AWS refuses', () => {
  itRefuses<string>(
    'a pipe whose state is to be',
    async (DesiredState) => {
      const { RoleArn } = await pipes.describePipe({ Name: outputs.MilestonePipeName });
      return pipes.updatePipe({ Name: outputs.MilestonePipeName, RoleArn, DesiredState: DesiredState as 'RUNNING' });
    },
    [['ON', VALIDATION, 'RUNNING']],
  );

  itRefuses<'FIRE_AND_FORGET' | 'REQUEST_RESPONSE'>(
    'a pipe that starts a standard workflow by',
    async (InvocationType) => {
      const { RoleArn, Target } = await pipes.describePipe({ Name: outputs.MilestonePipeName });
      const TargetParameters = { StepFunctionStateMachineParameters: { InvocationType } };
      return pipes.updatePipe({ Name: outputs.MilestonePipeName, RoleArn, Target, TargetParameters });
    },
    [['REQUEST_RESPONSE', VALIDATION, 'FIRE_AND_FORGET']],
  );

  it('and takes its stop and start, whose paths begin as those of other operations do', async () => {
    await pipes.stopPipe({ Name: outputs.MilestonePipeName });
    await pipes.startPipe({ Name: outputs.MilestonePipeName });
    await vi.waitFor(async () => {
      const { CurrentState } = await pipes.describePipe({ Name: outputs.MilestonePipeName });
      expect(CurrentState).toBe('RUNNING');
    });
  });
});
