/** What several drills of this project reach for. */
import type { VARIABLES } from '../../../../lambda/serverless-api/env.ts';
import { POINTER_KEY } from '../../../../lambda/shared/table/keys.ts';
import { orMissing } from '../../../lab/aws/missing.ts';
import { publishedVersions } from '../../../lab/aws/published-versions.ts';
import {
  type CheckContext,
  CouldNotLook,
  type FaultContext,
  type Finding,
  type FixContext,
  type HttpAnswer,
} from '../../../lab/drills/drill.ts';
import { first, shortened } from '../../../lab/drills/probes.ts';
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

/** What of the gateway leads to the API's function: the site beside it has routes and an integration of its own. */
export async function wayToFunction({ aws, outputs }: Pick<CheckContext<Output>, 'aws' | 'outputs'>) {
  const { ApiId } = outputs;
  const [{ Items: integrations = [] }, { Items: routes = [] }] = await Promise.all([
    aws.apigateway.getIntegrations({ ApiId }),
    aws.apigateway.getRoutes({ ApiId }),
  ]);
  const isCalled = new RegExp(`:function:${outputs.ApiFunctionName}(?![\\w-])`);
  const integration = integrations.find(({ IntegrationUri = '' }) => isCalled.test(IntegrationUri));
  return { integration, routes: routes.filter(({ Target }) => Target?.endsWith(`/${integration?.IntegrationId}`)) };
}

/** The one route that leads to the API's function. */
export async function onlyRoute(lab: CheckContext<Output>) {
  const { routes } = await wayToFunction(lab);
  return { apiId: lab.outputs.ApiId, routeId: routes[0]?.RouteId as string };
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

/** Every published version of the API's function, the oldest first. */
export const versionsOf = ({ aws, outputs }: Pick<CheckContext<Output>, 'aws' | 'outputs'>) =>
  publishedVersions(aws, outputs.ApiFunctionName);

/** The last version of the function that reads the table of this project. */
export async function goodVersion(lab: CheckContext<Output>): Promise<string> {
  const { FunctionVersion } = await lab.aws.lambda.getAlias({
    FunctionName: lab.outputs.ApiFunctionName,
    Name: lab.outputs.ApiFunctionAlias,
  });
  const good = (await versionsOf(lab)).filter(
    ({ Version, Environment }) =>
      Version !== FunctionVersion && Environment?.Variables?.[TABLE_VARIABLE] === lab.outputs.ContentTableName,
  );
  return good.at(-1)?.Version as string;
}

/**
 * Lets a release go out with the fault, which raises the memory by 128 MB. Execution environments that began before
 * keep what they have read of the content; only new ones meet what was changed under them. They begin once the change
 * has spread: one that is let in for a moment more would read and keep it, too, and hide the fault.
 */
export async function release(lab: FaultContext<Output>): Promise<void> {
  await lab.spread();
  const memory = { ...apiFunction(lab), field: 'MemorySize' } as const;
  await lab.change('function-setting', memory, ({ live }) => liveAndLatest(live + 128));
}

/** Where the table says which edition is served. */
export const pointerOf = ({ outputs }: CheckContext<Output>) => ({
  tableName: outputs.ContentTableName,
  key: { pk: { S: POINTER_KEY.pk }, sk: { S: POINTER_KEY.sk } },
  attribute: 'version',
});

/** Whether the seed runs, and the edition that it says it has seen to is the one served. Throws what Lambda refuses. */
export async function seedRuns(lab: CheckContext<Output>): Promise<Finding & { readonly failed: boolean }> {
  const answer = await lab.aws.lambda.invoke({ FunctionName: lab.outputs.SeedFunctionName });
  const said = new TextDecoder().decode(answer.Payload);
  const saw = shortened(said) || 'nothing';
  if (answer.FunctionError || !said.includes('"version"')) return { ok: false, failed: true, saw, wanted: SEEDED };
  const served = await lab.get('item-attribute', pointerOf(lab));
  return { ok: JSON.parse(said).version === served?.S, failed: false, saw, wanted: SEEDED };
}
const SEEDED = 'a result without an error, and its edition served';

/** How many requests may run at once: a new account has ten concurrent executions and not a thousand. */
async function roomFor({ aws }: CheckContext<Output>): Promise<number> {
  const { AccountLimit } = await aws.lambda.getAccountSettings({});
  return AccountLimit?.ConcurrentExecutions ?? 10;
}

/**
 * Whether so many requests at once, or as many as the account has room for, all go well: by default that is an answer
 * of 200. Some must have been served, whatever counts as wrong. Looks again for as long as a setting may take.
 */
export const servedAtOnce = async (
  lab: CheckContext<Output>,
  most: number,
  isWrong?: (status: number) => boolean,
): Promise<Finding> => servedInTurns(lab, Math.min(most, await roomFor(lab)), Number.POSITIVE_INFINITY, isWrong);

/** The same of as many requests, so many at a time: where it is their number that finds something, and not the load. */
export function servedInTurns(
  lab: CheckContext<Output>,
  count: number,
  atOnce: number,
  isWrong = (status: number) => status !== 200,
): Promise<Finding> {
  const url = `${lab.outputs.ApiUrl}/v1/exams/SAA-C03?on=2027-01-01`;
  return lab.eventually(async () => {
    const answers: HttpAnswer[] = [];
    // One that is wrong decides.
    while (answers.length < count && !answers.some(({ status }) => isWrong(status))) {
      const turn = Math.min(atOnce, count - answers.length);
      answers.push(...(await Promise.all(Array.from({ length: turn }, () => lab.request(url)))));
    }
    const wrong = answers.filter(({ status }) => isWrong(status));
    const served = answers.filter(({ status }) => status === 200).length;
    const statuses = [...new Set(wrong.map(({ status }) => `HTTP ${status}`))].join(', ');
    return {
      ok: wrong.length === 0 && served > 0,
      saw: `${served} of ${answers.length} served${statuses && `, the others ${statuses}`}`,
      wanted: `${count} of ${count} served`,
    };
  });
}

/** That callers get one published version through the alias, and nothing else. */
export const servedByOneVersion = {
  expects: 'What callers are served is one release, which can be rolled back',
  guards: true,
  async look(lab: CheckContext<Output>): Promise<Finding> {
    const { functionName, alias } = apiFunction(lab);
    const { integration } = await wayToFunction(lab);
    const called = integration?.IntegrationUri ?? 'nothing';
    const { FunctionVersion, RoutingConfig } = await lab.aws.lambda.getAlias({
      FunctionName: functionName,
      Name: alias,
    });
    const others = Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {});
    return first(
      { ok: called.includes(`:${alias}`), saw: `the API calls ${called}`, wanted: `the alias ${alias}` },
      { ok: FunctionVersion !== '$LATEST', saw: `${FunctionVersion}`, wanted: 'a published version' },
      { ok: others.length === 0, saw: `version ${others.join(', ')} as well`, wanted: 'one version' },
    );
  },
};

/** For probes that send many requests: 429 is the limit of the stage doing its work, and no fault of what is behind it. */
export const isServerError = (status: number) => status >= 500;

/** A statement of a function's resource policy. */
export interface InvokeStatement {
  readonly Sid: string;
  readonly Principal: { readonly Service?: string };
  readonly Condition?: { readonly ArnLike?: Readonly<Record<string, string>> };
}

/** The statements that are about API Gateway, of the function's own policy or of that of its alias. */
export async function gatewayStatements(
  { aws, outputs }: CheckContext<Output>,
  Qualifier: string | undefined = outputs.ApiFunctionAlias,
): Promise<readonly InvokeStatement[]> {
  const answer = await orMissing(aws.lambda.getPolicy({ FunctionName: outputs.ApiFunctionName, Qualifier }));
  if (answer && !answer.Policy) throw new CouldNotLook('Lambda did not say who may invoke the function: check again');
  const { Statement } = JSON.parse(answer?.Policy ?? '{"Statement":[]}') as { Statement: readonly InvokeStatement[] };
  return Statement.filter(({ Principal }) => Principal.Service === 'apigateway.amazonaws.com');
}

/** Whether no other API is let in. */
export async function onlyThisApi(lab: CheckContext<Output>): Promise<Finding> {
  const sources = (await gatewayStatements(lab)).map(
    ({ Condition }) => Condition?.ArnLike?.['AWS:SourceArn'] ?? 'anywhere',
  );
  const strangers = sources.filter((source) => !source.includes(`:${lab.outputs.ApiId}/`));
  return {
    ok: strangers.length === 0,
    saw: strangers.length > 0 ? `also ${strangers.join(', ')}` : 'no other',
    wanted: `:${lab.outputs.ApiId}/ alone`,
  };
}
