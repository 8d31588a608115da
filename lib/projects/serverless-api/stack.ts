import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { HandlerFunction } from '../../constructs/handler-function.ts';
import { publishOutputs } from '../../constructs/publish-outputs.ts';
import { ComparisonApi, LIVE } from './comparison-api.ts';
import { ContentSeed } from './content-seed.ts';
import { ContentTable } from './content-table.ts';
import { LearnerAccounts } from './learner-accounts.ts';
import { Monitoring } from './monitoring.ts';
import { serverlessApi } from './project.ts';
import { StudySite } from './study-site.ts';

/** Callers → HTTP API → function → table, with the content seeded on deployment, the study site and accounts beside it, and an eye on all of it. */
export class ServerlessApiStack extends Stack {
  /** What a delivery needs to move traffic to a new version, and the alarms that tell it to take one back. */
  readonly release: { readonly function: HandlerFunction; readonly alias: Alias; readonly aliasName: string };
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    const table = new ContentTable(this, 'Content');
    const seed = new ContentSeed(this, 'Seed', { table });
    const api = new ComparisonApi(this, 'Api', { table });
    // New code never meets a table without its content; what it replaces reads on from the edition it holds.
    seed.onDeployment.executeBefore(api.live);
    const site = new StudySite(this, 'Site', { http: api.http });
    const accounts = new LearnerAccounts(this, 'Accounts', { http: api.http });
    const monitoring = new Monitoring(this, 'Operations', { api, site, accounts, table });

    this.release = { function: api.function, alias: api.live, aliasName: LIVE };
    this.alarms = monitoring.alarms;

    publishOutputs(this, serverlessApi.outputs, {
      ApiUrl: api.http.apiEndpoint,
      ApiId: api.http.apiId,
      ApiAccessLogGroupName: api.accessLog.logGroupName,
      ApiFunctionName: api.function.functionName,
      ApiFunctionAlias: api.live.aliasName,
      ApiFunctionRoleName: api.function.role.roleName,
      ApiFunctionLogGroupName: api.function.logGroup.logGroupName,
      SeedFunctionName: seed.function.functionName,
      SeedFunctionLogGroupName: seed.function.logGroup.logGroupName,
      SiteFunctionName: site.function.functionName,
      SiteFunctionLogGroupName: site.function.logGroup.logGroupName,
      AccountFunctionName: accounts.function.functionName,
      AccountFunctionLogGroupName: accounts.function.logGroup.logGroupName,
      UserPoolId: accounts.pool.userPoolId,
      UserPoolClientId: accounts.client.userPoolClientId,
      LearnerTableName: accounts.table.tableName,
      ContentTableName: table.tableName,
      DashboardName: monitoring.dashboard.dashboardName,
    });
  }
}
