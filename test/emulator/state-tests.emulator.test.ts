/** TestState of states in JSONata on the emulator: variables, mocked answers and errors, and where a state goes on. */
import type { TestStateInput } from '@aws-sdk/client-sfn';
import { expect, it } from 'vitest';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const { sfn } = awsClients(clientConfigOf(await deployedTarget()));

async function tested(state: object, more: Partial<TestStateInput> = {}) {
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...state });
  const { inspectionData, output, ...answer } = await sfn.testState({ definition, inspectionLevel: 'DEBUG', ...more });
  const { status, nextState, error, cause } = answer;
  return {
    ...{ status, nextState, error, cause },
    output: output && JSON.parse(output),
    variables: JSON.parse(inspectionData?.variables ?? '{}'),
  };
}

const CALL = {
  Type: 'Task',
  Resource: 'arn:aws:states:::aws-sdk:rds:describeGlobalClusters',
  Arguments: { GlobalClusterIdentifier: '{% $name %}' },
  Assign: { first: '{% $states.result.GlobalClusters[0].Status %}' },
  Next: 'After',
};
const variables = JSON.stringify({ name: 'exam' });

it('what a call answers is made up, and assigned beside the variables that were there', async () => {
  const mock = { result: JSON.stringify({ GlobalClusters: [{ Status: 'available' }] }) };
  expect(await tested(CALL, { variables, mock })).toMatchObject({
    ...{ status: 'SUCCEEDED', nextState: 'After' },
    variables: { name: 'exam', first: 'available' },
  });
});

it('an error is caught, or tried again, or the end', async () => {
  const mock = { errorOutput: { error: 'Rds.RdsException', cause: 'no' } };
  const Catch = [{ ErrorEquals: ['Rds.RdsException'], Next: 'Caught' }];
  const Retry = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }];
  const answers = [
    await tested({ ...CALL, Catch }, { variables, mock }),
    await tested({ ...CALL, Retry, Catch }, { variables, mock }),
    await tested(CALL, { variables, mock }),
  ];
  expect(answers.map(({ status, nextState, error }) => [status, nextState, error])).toEqual([
    ['CAUGHT_ERROR', 'Caught', 'Rds.RdsException'],
    ['RETRIABLE', undefined, 'Rds.RdsException'],
    ['FAILED', undefined, 'Rds.RdsException'],
  ]);
  // An answer without what is assigned from it is an error of the query, as in an execution.
  expect((await tested(CALL, { variables, mock: { result: '{}' } })).error).toBe('States.QueryEvaluationError');
});

it('a choice goes where its condition leads, a pass computes, and a fail says why', async () => {
  const choice = {
    Type: 'Choice',
    Choices: [{ Condition: "{% $name = 'exam' %}", Next: 'Yes', Assign: { chosen: '{% $states.input.to %}' } }],
    Default: 'No',
  };
  expect(await tested(choice, { variables, input: '{"to":"standby"}' })).toMatchObject({
    ...{ nextState: 'Yes', variables: { chosen: 'standby' } },
  });
  expect((await tested(choice, { variables: '{"name":"other"}' })).nextState).toBe('No');
  const pass = { Type: 'Pass', Output: { who: '{% $name & "-room" %}' }, End: true };
  expect((await tested(pass, { variables })).output).toEqual({ who: 'exam-room' });
  expect(await tested({ Type: 'Fail', Error: 'NotAsked', Cause: 'why' })).toMatchObject({
    ...{ status: 'FAILED', error: 'NotAsked', cause: 'why' },
  });
});
