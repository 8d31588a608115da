import { defineProject } from '../../project.ts';

/** The serverless API: the two certifications compared, served over HTTP from one table. */
export const serverlessApi = defineProject({
  slug: 'serverless-api',
  title: 'Serverless API',
  summary:
    'An HTTP API, a Lambda function behind an alias and one DynamoDB table that serve the comparison of the two ' +
    'certifications: how a stateless, pay-per-use service is built, guarded and watched.',
  stackName: 'ServerlessApi',
  outputs: {
    ApiUrl: 'Address of the API and of the study site, without a slash at its end',
    ApiId: 'Id of the HTTP API',
    ApiAccessLogGroupName: 'Log group of the access log: one JSON line per request',
    ApiFunctionName: 'Name of the function that answers requests',
    ApiFunctionAlias: 'Alias through which the API invokes that function',
    ApiFunctionRoleName: 'Name of the role that the function runs under',
    ApiFunctionLogGroupName: 'Log group of the function',
    SeedFunctionName: 'Name of the function that fills the table; safe to invoke at any time',
    SeedFunctionLogGroupName: 'Log group of the seed function',
    SiteFunctionName: 'Name of the function that hands out the pages of the study site',
    SiteFunctionLogGroupName: 'Log group of the function of the study site',
    AccountFunctionName: 'Name of the function that keeps the evidence of learners who are signed in',
    AccountFunctionLogGroupName: 'Log group of the function of the accounts',
    UserPoolId: 'Id of the user pool that learners sign in to',
    UserPoolClientId: 'Id of the client by which pages sign in',
    LearnerTableName: 'Name of the table that holds the evidence of learners',
    ContentTableName: 'Name of the table that holds the content',
    DashboardName: 'Name of the CloudWatch dashboard',
  },
  // Counted from the template (lib/prices.ts, test/prices.template.test.ts).
  idleUsdPerMonth: 3.6,
  // test/serverless-api/cost.template.test.ts
  worstDayUsd: 29,
});

/**
 * The most that the table of the content may be asked for, in request units a second. The writes are bounded from below by the
 * seed, which has a minute for the edition (test/shared/table/edition.unit.test.ts).
 */
export const CONTENT_CEILINGS = { reads: 200, writes: 1_000 } as const;
