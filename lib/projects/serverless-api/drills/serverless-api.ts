/** What several drills of this project reach for. */
import { CONTENT_TABLE_NAME } from '../../../../lambda/serverless-api/env.ts';
import type { CheckContext, FaultContext } from '../../../lab/drill.ts';
import { everywhere } from '../../../lab/settings/lambda.ts';
import type { serverlessApi } from '../project.ts';

/** Names of what the stack publishes. */
export type Output = keyof (typeof serverlessApi)['outputs'];

export const TABLE_VARIABLE = CONTENT_TABLE_NAME;

/** The API's function, through the alias that the API calls. */
export const apiFunction = ({ outputs }: CheckContext<Output>) => ({
  functionName: outputs.ApiFunctionName,
  alias: outputs.ApiFunctionAlias,
});

/** ARN of the content table. */
export async function tableArn(lab: CheckContext<Output>): Promise<string> {
  const { Table } = await lab.aws.dynamodb.describeTable({ TableName: lab.outputs.ContentTableName });
  return Table?.TableArn as string;
}

/** Name of the role that the seed function runs under. */
export async function seedRoleName(lab: CheckContext<Output>): Promise<string> {
  const { Role } = await lab.aws.lambda.getFunctionConfiguration({ FunctionName: lab.outputs.SeedFunctionName });
  return Role?.split('/').at(-1) as string;
}

/**
 * Lets a release go out with the fault, which raises the memory by 128 MB. Execution environments that began before
 * keep what they have read of the content; only new ones meet what was changed under them.
 */
export const release = (lab: FaultContext<Output>) =>
  lab.change('function-setting', { ...apiFunction(lab), field: 'MemorySize' }, ({ live }) => everywhere(live + 128));
