/** The fourth list, of 2026-11-28, for the drills of the comparison API: what the first three had not. See `model.ts`. */
import { besides, type TriedOn } from './model.ts';
import { type Lab, type Output, throttle } from './serverless-api-by-hand.ts';

/** Changes how the API's function writes its log. */
async function logOtherwise(lab: Lab, change: object) {
  const FunctionName = lab.outputs.ApiFunctionName;
  const { LoggingConfig } = await lab.aws.lambda.getFunctionConfiguration({ FunctionName });
  await released(lab, { LoggingConfig: { ...LoggingConfig, ...change } }, { LoggingConfig });
}

/** Changes a setting of the API's function, and releases it as a version. */
async function released(lab: Lab, change: object, before: object) {
  const FunctionName = lab.outputs.ApiFunctionName;
  const alias = { FunctionName, Name: lab.outputs.ApiFunctionAlias };
  const { FunctionVersion } = await lab.aws.lambda.getAlias(alias);
  lab.undoBy(() => lab.aws.lambda.updateAlias({ ...alias, FunctionVersion }));
  lab.undoBy(() => lab.aws.lambda.updateFunctionConfiguration({ FunctionName, ...before }));
  await lab.aws.lambda.updateFunctionConfiguration({ FunctionName, ...change });
  const { Version } = await lab.aws.lambda.publishVersion({ FunctionName });
  await lab.aws.lambda.updateAlias({ ...alias, FunctionVersion: Version });
}

/** Takes every execution from a function. */
async function switchOff(lab: Lab, FunctionName: string) {
  lab.undoBy(() => lab.aws.lambda.deleteFunctionConcurrency({ FunctionName }));
  await lab.aws.lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: 0 });
}

export const fourthOnServerlessApi: TriedOn<Output> = {
  'table-name-lost': () => {
    return {
      careless: [
        besides<Output>('hidden', 'has only fatal lines written to the log', (lab) =>
          logOtherwise(lab, { ApplicationLogLevel: 'FATAL' }),
        ),
        besides<Output>('hidden', 'traces nothing any more', (lab) =>
          released(lab, { TracingConfig: { Mode: 'PassThrough' } }, { TracingConfig: { Mode: 'Active' } }),
        ),
      ],
      right: [],
    };
  },
  'seed-throttled': () => {
    return {
      careless: [
        besides<Output>('elsewhere', 'takes the executions of the site for it', (lab) =>
          switchOff(lab, lab.outputs.SiteFunctionName),
        ),
        besides<Output>('too-wide', 'lets anybody invoke the seed', async (lab) => {
          const FunctionName = lab.outputs.SeedFunctionName;
          const StatementId = `by-hand-${lab.nonce()}`;
          lab.undoBy(() => lab.aws.lambda.removePermission({ FunctionName, StatementId }));
          const anybody = { Action: 'lambda:InvokeFunction', Principal: '*' };
          await lab.aws.lambda.addPermission({ FunctionName, StatementId, ...anybody });
        }),
        besides<Output>('too-narrow', 'gives the seed three seconds', async (lab) => {
          const FunctionName = lab.outputs.SeedFunctionName;
          const { Timeout } = await lab.aws.lambda.getFunctionConfiguration({ FunctionName });
          lab.undoBy(() => lab.aws.lambda.updateFunctionConfiguration({ FunctionName, Timeout }));
          await lab.aws.lambda.updateFunctionConfiguration({ FunctionName, Timeout: 3 });
        }),
      ],
      right: [],
    };
  },
  'nothing-runs': () => {
    return {
      careless: [
        besides<Output>('elsewhere', 'takes the executions of the accounts for it', (lab) =>
          switchOff(lab, lab.outputs.AccountFunctionName),
        ),
        besides<Output>('hidden', 'lets five requests a second through', (lab) => throttle(lab, 5, 5)),
      ],
      right: [],
    };
  },
  'recovery-off': () => {
    return {
      careless: [
        besides<Output>('too-narrow', 'keeps the way back for one day', async (lab) => {
          const TableName = lab.outputs.ContentTableName;
          const keep = (RecoveryPeriodInDays: number) =>
            lab.aws.dynamodb.updateContinuousBackups({
              TableName,
              PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays },
            });
          lab.undoBy(() => keep(35));
          await keep(1);
        }),
      ],
      right: [],
    };
  },
};
