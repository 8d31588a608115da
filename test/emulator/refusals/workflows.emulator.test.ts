import { afterAll, describe, expect, it } from 'vitest';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { until } from '../../../lib/until.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';
import { itRefuses } from './refusal-table.ts';

const target = await deployedTarget();
const { sfn } = awsClients(clientConfigOf(target));
const deployed = await sfn.describeStateMachine({
  stateMachineArn: target.outputs.EventPipeline?.MilestoneMachineArn,
});
const DEFINITION = 'InvalidDefinition';
const PASS = { Type: 'Pass', End: true };
const TASK = { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', End: true };

const machine = (States: object, StartAt = 'A') => ({ StartAt, States });
const task = (elements: object) => machine({ A: { ...TASK, ...elements } });
const retry = (...retriers: object[]) => task({ Retry: retriers });
const choice = (elements: object) => machine({ A: { Type: 'Choice', ...elements }, B: PASS });
const rule = (elements: object) =>
  choice({ Choices: [{ Variable: '$.a', StringEquals: 'x', Next: 'B', ...elements }] });
const inParallel = (inner: object) => machine({ A: { Type: 'Parallel', Branches: [inner], End: true } });
const inMap = (inner: object) => machine({ A: { Type: 'Map', ItemProcessor: inner, End: true } });

const { stateMachineArn } = await sfn.createStateMachine({
  ...{ name: 'refusals', roleArn: deployed.roleArn, definition: JSON.stringify(machine({ A: PASS })) },
});

afterAll(() => sfn.deleteStateMachine({ stateMachineArn }));

const update = (definition: object | string) =>
  sfn.updateStateMachine({
    stateMachineArn,
    definition: typeof definition === 'string' ? definition : JSON.stringify(definition),
  });

describe('Step Functions on the emulator refuses what AWS refuses', () => {
  itRefuses<object | string>('a definition', update, [
    ['{', DEFINITION, machine({ A: PASS })],
    [{}, DEFINITION, machine({ A: PASS }), /'States'/],
    ['[1]', DEFINITION, machine({ A: PASS })],
    [machine({ A: { Type: 'Choice', Choices: 5 } }), DEFINITION, rule({})],
    [{ States: { A: PASS } }, DEFINITION, machine({ A: PASS }), /'StartAt' is required/],
    [machine({ A: PASS }, 'B'), DEFINITION, machine({ B: PASS }, 'B'), /Missing 'Next' target: B at \/StartAt/],
    [machine({ A: { Type: 'Nope', End: true } }), DEFINITION, machine({ A: { Type: 'Succeed' } }), /'Type'/],
    [machine({ A: { Type: 'Pass' } }), DEFINITION, machine({ A: PASS }), /'Next' and 'End'/],
    [machine({ A: { ...PASS, Next: 'A' } }), DEFINITION, machine({ A: PASS })],
    [
      machine({ A: { Type: 'Pass', Next: 'B' } }),
      DEFINITION,
      machine({ A: { Type: 'Pass', Next: 'B' }, B: PASS }),
      /Missing 'Next' target: B at \/States\/A\/Next/,
    ],
    [machine({ A: PASS, B: PASS }), DEFINITION, machine({ A: PASS }), /State "B" is not reachable/],
    [inParallel(machine({ C: { Type: 'Pass', Next: 'A' } }, 'C')), DEFINITION, inParallel(machine({ C: PASS }, 'C'))],
    [inMap(machine({ C: { Type: 'Pass', Next: 'D' } }, 'C')), DEFINITION, inMap(machine({ C: PASS }, 'C'))],
    [inMap(machine({ A: PASS })), DEFINITION, inMap(machine({ B: PASS }, 'B')), /Duplicate State name/],
    [machine({ A: { Type: 'Map', End: true } }), DEFINITION, inMap(machine({ C: PASS }, 'C'))],
    [task({ Resource: 'sns:publish' }), DEFINITION, task({}), /not a valid resource ARN/],
    [task({ Timeout: 5 }), DEFINITION, task({ TimeoutSeconds: 5 }), /'Timeout' is not supported/],
    [task({ TimeoutSeconds: 0 }), DEFINITION, task({ TimeoutSeconds: 1 })],
    [task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }), DEFINITION, task({ TimeoutSeconds: 6, HeartbeatSeconds: 5 })],
    [task({ Parameters: { 'a.$': 'x' } }), DEFINITION, task({ Parameters: { 'a.$': '$.x', 'b.$': 'States.UUID()' } })],
    [task({ ResultPath: 'x' }), DEFINITION, task({ ResultPath: null })],
    [retry({ MaxAttempts: 3 }), DEFINITION, retry({ ErrorEquals: ['States.Timeout'], MaxAttempts: 3 })],
    [retry({ ErrorEquals: [] }), DEFINITION, retry({ ErrorEquals: ['States.ALL'] })],
    [
      retry({ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['States.Timeout'] }),
      DEFINITION,
      retry({ ErrorEquals: ['States.Timeout'] }, { ErrorEquals: ['States.ALL'] }),
      /States\.ALL/,
    ],
    [retry({ ErrorEquals: ['States.ALL', 'x'] }), DEFINITION, retry({ ErrorEquals: ['States.Timeout', 'x'] })],
    [
      retry({ ErrorEquals: ['x'], BackoffRate: 0.5 }),
      DEFINITION,
      retry({ ErrorEquals: ['x'], BackoffRate: 1.5, JitterStrategy: 'FULL' }),
    ],
    [retry({ ErrorEquals: ['x'], IntervalSeconds: 0 }), DEFINITION, retry({ ErrorEquals: ['x'], IntervalSeconds: 1 })],
    [retry({ ErrorEquals: ['x'], MaxAttempts: -1 }), DEFINITION, retry({ ErrorEquals: ['x'], MaxAttempts: 0 })],
    [
      task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] }),
      DEFINITION,
      machine({ A: { ...TASK, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] }, B: { Type: 'Fail' } }),
    ],
    [machine({ A: { ...PASS, Retry: [] } }), DEFINITION, task({ Retry: [] })],
    [machine({ A: { Type: 'Wait', End: true } }), DEFINITION, machine({ A: { Type: 'Wait', Seconds: 1, End: true } })],
    [choice({ Choices: [] }), DEFINITION, rule({})],
    [rule({ Next: 'C' }), DEFINITION, rule({ Next: 'B' })],
    [
      rule({ StringEqual: 'x', StringEquals: undefined }),
      DEFINITION,
      rule({ StringMatches: 'x', StringEquals: undefined }),
    ],
    [rule({ Variable: undefined }), DEFINITION, rule({ Variable: '$.b' })],
    [
      choice({ Choices: [{ And: [], Next: 'B' }] }),
      DEFINITION,
      choice({ Choices: [{ Not: { Variable: '$.a', IsNull: true }, Next: 'B' }], Default: 'B' }),
    ],
  ]);

  itRefuses<string>(
    'a choice by what is not there, of input',
    async (input) => {
      const Choices = [{ Variable: '$.a.b[1]', StringEquals: 'x', Next: 'B' }];
      await update(choice({ Choices, Default: 'B' }));
      const { executionArn = '' } = await sfn.startExecution({ stateMachineArn, input });
      const ended = await until(async () => (await sfn.describeExecution({ executionArn })).status !== 'RUNNING', 30);
      expect(ended).toBe(true);
      const { error = '', cause, status } = await sfn.describeExecution({ executionArn });
      if (status !== 'SUCCEEDED') throw Object.assign(new Error(cause), { name: error });
    },
    [
      ['{}', 'States.Runtime', '{"a":{"b":["","x"]}}', /Invalid path '\$\.a\.b\[1\]'/],
      ['{"a":{"b":["x"]}}', 'States.Runtime', '{"a":{"b":["",null]}}'],
      ['{"a":1}', 'States.Runtime', '{"a":{"b":["",7]}}'],
    ],
  );

  it('takes a choice that asks first whether it is there', async () => {
    const present = { Variable: '$.a', IsPresent: true };
    const Choices = [{ And: [present, { Variable: '$.a', StringEquals: 'x' }], Next: 'B' }];
    await update(choice({ Choices, Default: 'B' }));
    const { executionArn = '' } = await sfn.startExecution({ stateMachineArn, input: '{}' });
    await until(async () => (await sfn.describeExecution({ executionArn })).status !== 'RUNNING', 30);
    expect((await sfn.describeExecution({ executionArn })).status).toBe('SUCCEEDED');
  });

  itRefuses<string | undefined>('the role', (roleArn) => sfn.updateStateMachine({ stateMachineArn, roleArn }), [
    [`${deployed.roleArn}x`, 'AccessDeniedException', deployed.roleArn],
  ]);

  it('a log without a place to go', async () => {
    const without = sfn.updateStateMachine({ stateMachineArn, loggingConfiguration: { level: 'ERROR' } });
    await expect(without).rejects.toHaveProperty('name', 'InvalidLoggingConfiguration');
    await sfn.updateStateMachine({ stateMachineArn, loggingConfiguration: deployed.loggingConfiguration });
  });

  it('takes the definition that is deployed, and says of a broken one what is wrong', async () => {
    const { definition = '' } = deployed;
    await update(definition);
    const asked = (text: string) => sfn.validateStateMachineDefinition({ definition: text });
    expect(await asked(definition)).toMatchObject({ result: 'OK', diagnostics: [] });
    expect(await asked(JSON.stringify(machine({ A: { Type: 'Pass', Next: 'B' } })))).toMatchObject({
      result: 'FAIL',
      diagnostics: [{ severity: 'ERROR', code: 'MISSING_TRANSITION_TARGET', location: '/States/A/Next' }],
    });
  });
});
