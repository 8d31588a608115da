/** Whether a state machine is traced is kept and told, of its versions and aliases too: the emulator forgot it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AwsClients, awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

let sfn: AwsClients['sfn'];
let roleArn: string;
let deployed: string;
const made: string[] = [];
const definition = JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } });
const traced = async (stateMachineArn: string) =>
  (await sfn.describeStateMachine({ stateMachineArn })).tracingConfiguration;

beforeAll(async () => {
  const aws = awsClients(clientConfigOf(await deployedTarget()));
  sfn = aws.sfn;
  const { stateMachines = [] } = await sfn.listStateMachines({});
  deployed = stateMachines[0]?.stateMachineArn as string;
  roleArn = (await sfn.describeStateMachine({ stateMachineArn: deployed })).roleArn as string;
}, 180_000);

afterAll(async () => {
  for (const stateMachineArn of made) await sfn.deleteStateMachine({ stateMachineArn });
});

async function make(name: string, enabled?: boolean): Promise<string> {
  const asked = { name, definition, roleArn, ...(enabled !== undefined && { tracingConfiguration: { enabled } }) };
  const { stateMachineArn = '' } = await sfn.createStateMachine(asked);
  if (!made.includes(stateMachineArn)) made.push(stateMachineArn);
  return stateMachineArn;
}

it('a machine is traced as its template says', async () => {
  expect(await traced(deployed)).toEqual({ enabled: true });
});

it('a machine is traced where that was asked for, and until it is turned off', async () => {
  const arn = await make('traces-asked-for', true);
  expect(await traced(arn)).toEqual({ enabled: true });
  await sfn.updateStateMachine({ stateMachineArn: arn, definition });
  expect(await traced(arn)).toEqual({ enabled: true });
  await sfn.updateStateMachine({ stateMachineArn: arn, tracingConfiguration: { enabled: false } });
  expect(await traced(arn)).toEqual({ enabled: false });
});

it('a machine of which nobody said so is not traced', async () => {
  expect(await traced(await make('traces-of-nobody'))).toEqual({ enabled: false });
});

it('a version keeps what its machine had, and an alias tells of the machine', async () => {
  const arn = await make('traces-of-versions', true);
  const { stateMachineVersionArn: first = '' } = await sfn.publishStateMachineVersion({ stateMachineArn: arn });
  const { stateMachineVersionArn: second = '' } = await sfn.updateStateMachine({
    ...{ stateMachineArn: arn, publish: true },
    tracingConfiguration: { enabled: false },
  });
  const { stateMachineAliasArn = '' } = await sfn.createStateMachineAlias({
    name: 'live',
    routingConfiguration: [{ stateMachineVersionArn: first, weight: 100 }],
  });
  expect(await traced(first)).toEqual({ enabled: true });
  expect(await traced(second)).toEqual({ enabled: false });
  expect(await traced(stateMachineAliasArn)).toEqual({ enabled: false });
});

it('the same machine is made twice without harm, and one that is traced otherwise is another', async () => {
  const arn = await make('traces-twice', true);
  expect(await make('traces-twice', true)).toBe(arn);
  await expect(make('traces-twice', false)).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
});
