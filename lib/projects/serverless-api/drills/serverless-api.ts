/** What several drills of this project reach for. */
import { CONTENT_TABLE_NAME } from '../../../../lambda/serverless-api/env.ts';
import type { CheckContext, FaultContext, Finding, FixContext } from '../../../lab/drill.ts';
import { everywhere } from '../../../lab/settings/lambda.ts';
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

/** The API's one route. */
export async function onlyRoute({ aws, outputs }: CheckContext<Output>) {
  const { Items = [] } = await aws.apigateway.getRoutes({ ApiId: outputs.ApiId });
  return { apiId: outputs.ApiId, routeId: Items[0]?.RouteId as string };
}

/** Lets only these requests through to the function: the others are answered by the gateway, and nobody sees errors. */
export const narrowRoute = async (lab: FixContext<Output>, routeKey: string) =>
  lab.set('api-route', await onlyRoute(lab), routeKey);

/** Points the alias at another version. */
export async function pointLiveAt(lab: FixContext<Output>, version: string): Promise<void> {
  const { functionName, alias } = apiFunction(lab);
  const live = { FunctionName: functionName, Name: alias };
  const { FunctionVersion } = await lab.aws.lambda.getAlias(live);
  lab.undoBy(() => lab.aws.lambda.updateAlias({ ...live, FunctionVersion }));
  await lab.aws.lambda.updateAlias({ ...live, FunctionVersion: version });
}

/** The last version of the function that reads the table of this project. */
export async function goodVersion(lab: CheckContext<Output>): Promise<string> {
  const { FunctionVersion } = await lab.aws.lambda.getAlias({
    FunctionName: lab.outputs.ApiFunctionName,
    Name: lab.outputs.ApiFunctionAlias,
  });
  const { Versions = [] } = await lab.aws.lambda.listVersionsByFunction({
    FunctionName: lab.outputs.ApiFunctionName,
  });
  const good = Versions.filter(
    ({ Version, Environment }) =>
      Version !== '$LATEST' &&
      Version !== FunctionVersion &&
      Environment?.Variables?.[TABLE_VARIABLE] === lab.outputs.ContentTableName,
  );
  return good.at(-1)?.Version as string;
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
