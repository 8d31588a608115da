/** What a hand does to the serverless-api project, each with the way back. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FixContext } from '../../../lib/lab/drills/drill.ts';
import { editPolicy } from '../../../lib/lab/drills/policy-fixes.ts';
import { inlinePolicy } from '../../../lib/lab/drills/probes.ts';
import { versionsOf } from '../../../lib/projects/serverless-api/drills/serverless-api.ts';
import type { serverlessApi } from '../../../lib/projects/serverless-api/project.ts';
import { zipFolder } from '../../../lib/zip.ts';

export type Output = keyof (typeof serverlessApi)['outputs'];
export type Lab = FixContext<Output>;

export const api = ({ outputs }: Lab) => ({ functionName: outputs.ApiFunctionName, alias: outputs.ApiFunctionAlias });
export const role = ({ outputs }: Lab) => outputs.ApiFunctionRoleName;
export const live = ({ outputs }: Lab) => ({ FunctionName: outputs.ApiFunctionName, Name: outputs.ApiFunctionAlias });

export async function seedRole(lab: Lab): Promise<string> {
  const { Role } = await lab.aws.lambda.getFunctionConfiguration({ FunctionName: lab.outputs.SeedFunctionName });
  return Role?.split('/').at(-1) as string;
}

export async function table(lab: Lab): Promise<string> {
  const { Table } = await lab.aws.dynamodb.describeTable({ TableName: lab.outputs.ContentTableName });
  return Table?.TableArn as string;
}

export const query = async (lab: Lab, more: object = {}) => {
  const arn = await table(lab);
  return { Effect: 'Allow', Action: 'dynamodb:Query', Resource: [arn, `${arn}/index/byFacet`], ...more };
};

/** An earlier version, by number, that served before the one that is live. */
export async function earlierVersion(lab: Lab): Promise<string> {
  const { FunctionVersion } = await lab.aws.lambda.getAlias(live(lab));
  const numbers = (await versionsOf(lab))
    .map(({ Version }) => Number(Version))
    .filter((number) => number < Number(FunctionVersion));
  return `${Math.max(...numbers)}`;
}

/**
 * The version that stood there before any release with a defect in its code: the first of those that have the memory and
 * variables of the live one. Versions that other drills and tests have published on the same deployment come after it.
 */
export async function versionBeforeReleases(lab: Lab): Promise<string> {
  const { FunctionVersion } = await lab.aws.lambda.getAlias(live(lab));
  const versions = await versionsOf(lab);
  const now = versions.find(({ Version }) => Version === FunctionVersion);
  const settings = ({ MemorySize, Environment }: (typeof versions)[number]) =>
    JSON.stringify([MemorySize, Object.entries(Environment?.Variables ?? {}).sort()]);
  const first = versions.find((one) => now && settings(one) === settings(now));
  if (!first?.Version) throw new Error('No version has the settings of the live one.');
  return first.Version;
}

export async function throttle(lab: Lab, rate: number, burst: number) {
  const stage = { apiId: lab.outputs.ApiId, stage: '$default' };
  await lab.set('api-stage-throttle', stage, { requestsPerSecond: rate, burst });
}

export async function keepLogsFor(lab: Lab, logGroupName: string, retentionInDays: number) {
  const { logGroups } = await lab.aws.logs.describeLogGroups({ logGroupNamePrefix: logGroupName });
  const before = logGroups?.[0]?.retentionInDays;
  lab.undoBy(() => lab.aws.logs.putRetentionPolicy({ logGroupName, retentionInDays: before }));
  await lab.aws.logs.putRetentionPolicy({ logGroupName, retentionInDays });
}

export async function firstAlarm(lab: Lab, part: string) {
  const { MetricAlarms = [] } = await lab.aws.cloudwatch.describeAlarms({});
  const found = MetricAlarms.find(
    ({ AlarmName = '' }) => AlarmName.startsWith('ServerlessApi') && AlarmName.includes(part),
  );
  if (!found) throw new Error(`No alarm has ${part} in its name.`);
  return found;
}

export async function silence(lab: Lab, part: string) {
  const AlarmNames = [(await firstAlarm(lab, part)).AlarmName as string];
  lab.undoBy(() => lab.aws.cloudwatch.enableAlarmActions({ AlarmNames }));
  await lab.aws.cloudwatch.disableAlarmActions({ AlarmNames });
}

export async function deleteAlarm(lab: Lab, part: string) {
  const alarm = await firstAlarm(lab, part);
  const { Statistic, ExtendedStatistic } = alarm;
  const statistic = ExtendedStatistic ? { Statistic: undefined, ExtendedStatistic } : { Statistic };
  lab.undoBy(() => lab.aws.cloudwatch.putMetricAlarm({ ...alarm, ...statistic } as never));
  await lab.aws.cloudwatch.deleteAlarms({ AlarmNames: [alarm.AlarmName as string] });
}

export async function forbidOrigins(lab: Lab) {
  const ApiId = lab.outputs.ApiId;
  const { CorsConfiguration } = await lab.aws.apigateway.getApi({ ApiId });
  lab.undoBy(() => lab.aws.apigateway.updateApi({ ApiId, CorsConfiguration }));
  const narrow = { ...CorsConfiguration, AllowMethods: ['GET'], ExposeHeaders: [] };
  await lab.aws.apigateway.updateApi({ ApiId, CorsConfiguration: narrow });
}

export async function forgetNothing(lab: Lab) {
  const TableName = lab.outputs.ContentTableName;
  const specification = (Enabled: boolean) => ({
    TableName,
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled },
  });
  lab.undoBy(() => lab.aws.dynamodb.updateTimeToLive(specification(true)));
  await lab.aws.dynamodb.updateTimeToLive(specification(false));
}

export async function letAnybodyInvoke(lab: Lab, more: { Qualifier?: string; SourceArn?: string } = {}) {
  const FunctionName = lab.outputs.ApiFunctionName;
  const StatementId = `by-hand-${lab.nonce()}`;
  const { Qualifier } = more;
  lab.undoBy(() => lab.aws.lambda.removePermission({ FunctionName, StatementId, Qualifier }));
  await lab.aws.lambda.addPermission({
    FunctionName,
    StatementId,
    Action: 'lambda:InvokeFunction',
    Principal: '*',
    ...more,
  });
}

/** A policy without the statement that speaks of the log. */
export const withoutLog = (lab: Lab, roleName: string) =>
  editPolicy(lab, roleName, (document) => ({
    ...document,
    Statement: document.Statement.filter(({ Action }) => !JSON.stringify(Action).includes('logs:')),
  }));

/** Another role with the same policies, which the function then runs under, published and live. */
export async function anotherRole(lab: Lab, more: readonly object[] = []) {
  const FunctionName = lab.outputs.ApiFunctionName;
  const RoleName = `certlab-by-hand-${lab.nonce()}`;
  const { Role: before } = await lab.aws.iam.getRole({ RoleName: role(lab) });
  const { Role } = await lab.aws.iam.createRole({
    RoleName,
    AssumeRolePolicyDocument: decodeURIComponent(before?.AssumeRolePolicyDocument as string),
  });
  lab.undoBy(() => lab.aws.iam.deleteRole({ RoleName }));
  const own = await lab.get('role-policy', await inlinePolicy(lab.aws, role(lab)));
  await lab.set(
    'role-policy',
    { roleName: RoleName, policyName: 'all' },
    {
      ...own,
      Statement: [...own.Statement, ...(more as typeof own.Statement)],
    },
  );
  lab.undoBy(() => lab.aws.iam.deleteRolePolicy({ RoleName, PolicyName: 'all' }));
  const { FunctionVersion } = await lab.aws.lambda.getAlias(live(lab));
  lab.undoBy(() => lab.aws.lambda.updateAlias({ ...live(lab), FunctionVersion }));
  lab.undoBy(() => lab.aws.lambda.updateFunctionConfiguration({ FunctionName, Role: before?.Arn }));
  await lab.aws.lambda.updateFunctionConfiguration({ FunctionName, Role: Role?.Arn });
  const { Version } = await lab.aws.lambda.publishVersion({ FunctionName });
  await lab.aws.lambda.updateAlias({ ...live(lab), FunctionVersion: Version });
}

/** Gives a function other code, a module of one file. */
export async function runInstead(lab: Lab, FunctionName: string, module: string) {
  const { Code } = await lab.aws.lambda.getFunction({ FunctionName });
  const build = await (await fetch(Code?.Location as string)).arrayBuffer();
  lab.undoBy(() => lab.aws.lambda.updateFunctionCode({ FunctionName, ZipFile: new Uint8Array(build) }));
  const folder = mkdtempSync(join(tmpdir(), 'certlab-instead-'));
  writeFileSync(join(folder, 'index.mjs'), module);
  await lab.aws.lambda.updateFunctionCode({ FunctionName, ZipFile: zipFolder(folder) });
  rmSync(folder, { recursive: true });
}

export const FILE = 'serverless-api/operations.ts';
