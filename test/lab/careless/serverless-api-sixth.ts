/** The sixth list, of 2026-11-29, for the drills of the comparison API: what the first five had not. See `model.ts`. */
import { waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { besides, fixedAnd, type TriedOn } from './model.ts';
import { FILE, type Lab, live, type Output, table } from './serverless-api-by-hand.ts';

/** Puts the dashboard with another body, or deletes it. */
async function changeDashboard(lab: Lab, change: (body: { widgets: object[] }) => object | undefined) {
  const { DashboardName } = lab.outputs;
  const { DashboardBody = '' } = await lab.aws.cloudwatch.getDashboard({ DashboardName });
  lab.undoBy(() => lab.aws.cloudwatch.putDashboard({ DashboardName, DashboardBody }));
  const body = change(JSON.parse(DashboardBody));
  if (body) await lab.aws.cloudwatch.putDashboard({ DashboardName, DashboardBody: JSON.stringify(body) });
  else await lab.aws.cloudwatch.deleteDashboards({ DashboardNames: [DashboardName] });
}

export const sixthOnServerlessApi: TriedOn<Output> = {
  'tenth-of-yesterday': () => {
    return {
      careless: [
        besides<Output>('hidden', 'deletes the dashboard', (lab) => changeDashboard(lab, () => undefined)),
        besides<Output>('hidden', 'takes the alarms from the dashboard', (lab) =>
          changeDashboard(lab, ({ widgets }) => ({ widgets: widgets.slice(1) })),
        ),
      ],
      right: [],
    };
  },
  'route-narrowed': () => {
    return {
      careless: [
        besides<Output>('hidden', 'has later changes of the API wait for somebody', async (lab) => {
          const stage = { ApiId: lab.outputs.ApiId, StageName: '$default' };
          lab.undoBy(() => lab.aws.apigateway.updateStage({ ...stage, AutoDeploy: true }));
          await lab.aws.apigateway.updateStage({ ...stage, AutoDeploy: false });
        }),
      ],
      right: [],
    };
  },
  'index-deleted': () => {
    return {
      careless: [
        besides<Output>('hidden', 'has the table in the class for rare reads', async (lab) => {
          const TableName = lab.outputs.ContentTableName;
          const put = async (TableClass: 'STANDARD' | 'STANDARD_INFREQUENT_ACCESS') => {
            await lab.aws.dynamodb.updateTable({ TableName, TableClass });
            await waitUntilTableExists({ client: lab.aws.dynamodb, maxWaitTime: 60 }, { TableName });
          };
          lab.undoBy(() => put('STANDARD'));
          await put('STANDARD_INFREQUENT_ACCESS');
        }),
      ],
      right: [],
    };
  },
  'page-skips': (drill) => {
    return {
      careless: [
        fixedAnd<Output>(drill)('hidden', 'takes the cursor of one status for another', (lab) =>
          lab.fixSources({
            file: FILE,
            find: 'const filters = JSON.stringify([level, status, on]);',
            replace: 'const filters = JSON.stringify([level, on]);',
          }),
        ),
      ],
      right: [],
    };
  },
  'nothing-runs': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'keeps an environment of the version warm', async (lab) => {
          const { FunctionName, Name } = live(lab);
          const { FunctionVersion: Qualifier } = await lab.aws.lambda.getAlias({ FunctionName, Name });
          lab.undoBy(() => lab.aws.lambda.deleteProvisionedConcurrencyConfig({ FunctionName, Qualifier }));
          await lab.aws.lambda.putProvisionedConcurrencyConfig({
            FunctionName,
            Qualifier,
            ProvisionedConcurrentExecutions: 1,
          });
        }),
        besides<Output>('hidden', 'takes the tags from the table', async (lab) => {
          const ResourceArn = await table(lab);
          const { Tags = [] } = await lab.aws.dynamodb.listTagsOfResource({ ResourceArn });
          const own = Tags.filter(({ Key = '' }) => !Key.startsWith('aws:'));
          lab.undoBy(() => lab.aws.dynamodb.tagResource({ ResourceArn, Tags: own }));
          await lab.aws.dynamodb.untagResource({ ResourceArn, TagKeys: own.map(({ Key }) => Key as string) });
        }),
      ],
      right: [],
    };
  },
};
