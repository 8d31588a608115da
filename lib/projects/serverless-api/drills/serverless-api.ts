/** What several drills of this project reach for. */
import type { VARIABLES } from '../../../../lambda/serverless-api/env.ts';
import type { CheckContext, FaultContext, Finding } from '../../../lab/drill.ts';
import { liveAndLatest } from '../../../lab/settings/lambda.ts';
import type { serverlessApi } from '../project.ts';

/** Names of what the stack publishes. */
export type Output = keyof (typeof serverlessApi)['outputs'];

export const TABLE_VARIABLE: keyof typeof VARIABLES = 'CONTENT_TABLE_NAME';

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
  lab.change('function-setting', { ...apiFunction(lab), field: 'MemorySize' }, ({ live }) => liveAndLatest(live + 128));

/**
 * Asks for the same thing `count` times at once, and finds how many went wrong: by default all that were not answered
 * with 200. Some must have been served, whatever counts as wrong.
 */
export async function failedOf(
  lab: CheckContext<Output>,
  count: number,
  isWrong = (status: number) => status !== 200,
): Promise<Finding> {
  const url = `${lab.outputs.ApiUrl}/v1/exams/SAA-C03?on=2027-01-01`;
  const answers = await Promise.all(Array.from({ length: count }, () => lab.request(url)));
  const wrong = answers.filter(({ status }) => isWrong(status));
  const served = answers.filter(({ status }) => status === 200).length;
  const statuses = [...new Set(wrong.map(({ status }) => `HTTP ${status}`))].join(', ');
  return {
    ok: wrong.length === 0 && served > 0,
    saw: `${served} of ${count} served${statuses && `, the others ${statuses}`}`,
    wanted: `${count} of ${count} served`,
  };
}

/** For probes that send many requests: 429 is the limit of the stage doing its work, and no fault of what is behind it. */
export const isServerError = (status: number) => status >= 500;
