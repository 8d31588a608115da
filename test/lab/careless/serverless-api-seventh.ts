/** The seventh list, of 2026-11-29, for the drills of the comparison API: what the first six had not. See `model.ts`. */
import { waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { INDEX_NAME } from '../../../lambda/shared/table/keys.ts';
import type { FixContext } from '../../../lib/lab/drills/drill.ts';
import { besides, instead, right, type TriedOn } from './model.ts';
import { type Lab, live, type Output, query, role, table } from './serverless-api-by-hand.ts';

/** Holds the index to so many units a second. */
async function holdIndexTo(lab: Lab, ceilings: { MaxReadRequestUnits?: number; MaxWriteRequestUnits?: number }) {
  const TableName = lab.outputs.ContentTableName;
  const put = async (OnDemandThroughput: typeof ceilings) => {
    const Update = { IndexName: INDEX_NAME, OnDemandThroughput };
    await lab.aws.dynamodb.updateTable({ TableName, GlobalSecondaryIndexUpdates: [{ Update }] });
    await waitUntilTableExists({ client: lab.aws.dynamodb, maxWaitTime: 60 }, { TableName });
  };
  lab.undoBy(() => put({ MaxReadRequestUnits: -1, MaxWriteRequestUnits: -1 }));
  await put(ceilings);
}

/** Puts a policy of the table's own. */
async function putTablePolicy(lab: Lab, ...Statement: object[]) {
  const ResourceArn = await table(lab);
  lab.undoBy(() => lab.aws.dynamodb.deleteResourcePolicy({ ResourceArn }));
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await lab.aws.dynamodb.putResourcePolicy({ ResourceArn, Policy });
}

const roleArn = async (lab: Lab) => (await lab.aws.iam.getRole({ RoleName: role(lab) })).Role?.Arn as string;

export const seventhOnServerlessApi: TriedOn<Output> = {
  'query-denied': () => {
    return {
      careless: [
        instead<Output>('too-wide', 'Lets everybody of the account query by the policy of the table', async (lab) =>
          putTablePolicy(lab, await query(lab, { Principal: '*' })),
        ),
        instead<Output>('too-wide', 'Lets the role do anything to the table by the policy of the table', async (lab) =>
          putTablePolicy(lab, await query(lab, { Principal: { AWS: await roleArn(lab) }, Action: 'dynamodb:*' })),
        ),
      ],
      right: [
        right<Output>('Lets the role query by the policy of the table', async (lab) =>
          putTablePolicy(lab, await query(lab, { Principal: { AWS: await roleArn(lab) } })),
        ),
      ],
    };
  },
  'seed-throttled': () => {
    return {
      careless: [
        instead<Output>('hidden', 'Reserves a hundred for what runs once at a time', (lab) =>
          lab.set('function-concurrency', { functionName: lab.outputs.SeedFunctionName }, 100),
        ),
      ],
      right: [],
    };
  },
  'index-deleted': () => {
    return {
      careless: [
        besides<Output>('too-narrow', 'holds those who read the index to one unit', (lab) =>
          holdIndexTo(lab, { MaxReadRequestUnits: 1 }),
        ),
        besides<Output>('too-narrow', 'holds those who write to the table to five units of its index', (lab) =>
          holdIndexTo(lab, { MaxWriteRequestUnits: 5 }),
        ),
      ],
      right: [],
    };
  },
  'half-a-move': (drill) => {
    return {
      careless: [],
      right: [
        right<Output>('Sets both back, and publishes a version again in place of the broken one', async (lab) => {
          const { FunctionName, Name } = live(lab);
          await drill.solution.apply(lab as unknown as FixContext);
          const { FunctionVersion: Qualifier } = await lab.aws.lambda.getAlias({ FunctionName, Name });
          const { Version } = await lab.aws.lambda.publishVersion({ FunctionName });
          lab.undoBy(() => lab.aws.lambda.updateAlias({ FunctionName, Name, FunctionVersion: Qualifier }));
          await lab.aws.lambda.updateAlias({ FunctionName, Name, FunctionVersion: Version });
        }),
      ],
    };
  },
};
