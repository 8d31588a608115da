/** A pipe is told more than from where to where: what it leaves out, and where it begins. */
import { expect, it } from 'vitest';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { until } from '../../lib/until.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const { dynamodb, pipes, sfn } = awsClients(clientConfigOf(target));
const { MilestonesTableName, MilestoneMachineArn, MilestonePipeName } = target.outputs.EventPipeline ?? {};

/** How many of the newest executions were started with something about this learner. */
async function executionsOf(learnerId: string): Promise<number> {
  const { executions = [] } = await sfn.listExecutions({ stateMachineArn: MilestoneMachineArn, maxResults: 50 });
  const inputs = await Promise.all(
    executions.map(async ({ executionArn }) => (await sfn.describeExecution({ executionArn })).input ?? ''),
  );
  return inputs.filter((input) => input.includes(learnerId)).length;
}

it('leaves out what its filter does: awarding a milestone changes it, and starts nothing', async () => {
  const learnerId = `pipe-${Date.now()}`;
  const Key = { pk: { S: `LEARNER#${learnerId}` }, sk: { S: 'MILESTONE#SAA-C03/2#1' } };
  const Item = { ...Key, learnerId: { S: learnerId }, domain: { S: 'SAA-C03/2' }, level: { N: '1' } };
  const read = async () => (await dynamodb.getItem({ TableName: MilestonesTableName, Key })).Item;

  await dynamodb.putItem({ TableName: MilestonesTableName, Item });
  expect(await until(async () => (await read())?.awardedAt !== undefined, 30)).toBe(true);
  // The pipe reads its stream once a second: the award has come by.
  await until(async () => (await executionsOf(learnerId)) > 1, 4);

  expect(await executionsOf(learnerId)).toBe(1);
});

it('says what it was told, and keeps what an update does not name', async () => {
  const told = await pipes.describePipe({ Name: MilestonePipeName });
  const Description = 'under another description';
  await pipes.updatePipe({ Name: MilestonePipeName, RoleArn: told.RoleArn, Description });
  const after = await pipes.describePipe({ Name: MilestonePipeName });
  await pipes.updatePipe({ Name: MilestonePipeName, RoleArn: told.RoleArn, Description: told.Description });

  expect(after.Description).toBe(Description);
  expect(after.SourceParameters).toEqual(told.SourceParameters);
  expect(told.SourceParameters).toMatchObject({
    FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
    DynamoDBStreamParameters: { StartingPosition: 'TRIM_HORIZON', MaximumRetryAttempts: 5, BatchSize: 10 },
  });
});

it('replaces the settings of its stream as one: what an update of them does not name goes back to its default', async () => {
  const { RoleArn, SourceParameters } = await pipes.describePipe({ Name: MilestonePipeName });
  const { StartingPosition: _, ...whole } = SourceParameters?.DynamoDBStreamParameters ?? {
    StartingPosition: undefined,
  };
  const put = (stream: object) =>
    pipes.updatePipe({ Name: MilestonePipeName, RoleArn, SourceParameters: { DynamoDBStreamParameters: stream } });

  const { DeadLetterConfig: __, ...without } = whole;
  await put(without);
  const after = await pipes.describePipe({ Name: MilestonePipeName });
  await put(whole);
  const back = await pipes.describePipe({ Name: MilestonePipeName });

  expect(after.SourceParameters?.DynamoDBStreamParameters).not.toHaveProperty('DeadLetterConfig');
  expect(after.SourceParameters?.FilterCriteria).toEqual(SourceParameters?.FilterCriteria);
  expect(back.SourceParameters).toEqual(SourceParameters);
});
