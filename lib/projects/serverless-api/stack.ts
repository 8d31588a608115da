import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { publishOutputs } from '../../constructs/publish-outputs.ts';
import { ComparisonApi } from './comparison-api.ts';
import { ContentSeed } from './content-seed.ts';
import { ContentTable } from './content-table.ts';
import { Operations } from './operations.ts';
import { serverlessApi } from './project.ts';

/** Callers → HTTP API → function → table, with the content seeded on deployment and an eye on all of it. */
export class ServerlessApiStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    const table = new ContentTable(this, 'Content');
    const seed = new ContentSeed(this, 'Seed', { table });
    const api = new ComparisonApi(this, 'Api', { table });
    // New code never meets a table without its content; what it replaces reads on from the edition it holds.
    seed.onDeployment.executeBefore(api.live);
    const operations = new Operations(this, 'Operations', { api, table });

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
      ContentTableName: table.tableName,
      DashboardName: operations.dashboard.dashboardName,
    });
  }
}
