/** The eighth list, of 2026-11-29, for the drills of the comparison API: what the first seven had not. See `model.ts`. */
import { besides, type TriedOn } from './model.ts';
import { type Lab, live, type Output } from './serverless-api-by-hand.ts';

/** Runs a function by a timer. */
async function runByTimer(lab: Lab, FunctionName: string, ScheduleExpression: string) {
  const Name = `by-hand-${lab.nonce()}`;
  const { FunctionArn } = await lab.aws.lambda.getFunctionConfiguration({ FunctionName });
  lab.undoBy(() => lab.aws.eventbridge.deleteRule({ Name }));
  const { RuleArn } = await lab.aws.eventbridge.putRule({ Name, ScheduleExpression });
  lab.undoBy(() => lab.aws.eventbridge.removeTargets({ Rule: Name, Ids: ['function'] }));
  await lab.aws.eventbridge.putTargets({ Rule: Name, Targets: [{ Id: 'function', Arn: FunctionArn }] });
  const statement = { FunctionName, StatementId: Name };
  lab.undoBy(() => lab.aws.lambda.removePermission(statement));
  await lab.aws.lambda.addPermission({
    ...statement,
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: RuleArn,
  });
}

/** Gives the alias an address of its own, which asks nobody who they are. */
async function openAddress(lab: Lab) {
  const { FunctionName, Name: Qualifier } = live(lab);
  lab.undoBy(() => lab.aws.lambda.deleteFunctionUrlConfig({ FunctionName, Qualifier }));
  await lab.aws.lambda.createFunctionUrlConfig({ FunctionName, Qualifier, AuthType: 'NONE' });
  const statement = { FunctionName, Qualifier, StatementId: 'open-address' };
  lab.undoBy(() => lab.aws.lambda.removePermission(statement));
  const Action = 'lambda:InvokeFunctionUrl';
  await lab.aws.lambda.addPermission({ ...statement, Action, Principal: '*', FunctionUrlAuthType: 'NONE' });
}

/** A second alias for the good version, and the API sent there. */
async function anotherAlias(lab: Lab) {
  const { FunctionName, Name } = live(lab);
  const { ApiId } = lab.outputs;
  const { FunctionVersion } = await lab.aws.lambda.getAlias({ FunctionName, Name });
  lab.undoBy(() => lab.aws.lambda.deleteAlias({ FunctionName, Name: 'stable' }));
  const { AliasArn } = await lab.aws.lambda.createAlias({ FunctionName, Name: 'stable', FunctionVersion });
  const { Items = [] } = await lab.aws.apigateway.getRoutes({ ApiId });
  const { RouteId, Target } = Items.find(({ RouteKey }) => RouteKey === '$default') ?? {};
  const { IntegrationId } = await lab.aws.apigateway.createIntegration({
    ApiId,
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: AliasArn,
    PayloadFormatVersion: '2.0',
  });
  lab.undoBy(() => lab.aws.apigateway.deleteIntegration({ ApiId, IntegrationId }));
  lab.undoBy(() => lab.aws.apigateway.updateRoute({ ApiId, RouteId, Target }));
  await lab.aws.apigateway.updateRoute({ ApiId, RouteId, Target: `integrations/${IntegrationId}` });
}

/** Deletes the alias and makes it again on its version: what let the API in goes with the first. */
async function aliasWithoutPermission(lab: Lab) {
  const { FunctionName, Name } = live(lab);
  const { FunctionVersion } = await lab.aws.lambda.getAlias({ FunctionName, Name });
  const { Policy = '{}' } = await lab.aws.lambda.getPolicy({ FunctionName, Qualifier: Name });
  for (const { Sid, Action, Principal, Condition } of JSON.parse(Policy).Statement) {
    const statement = { FunctionName, Qualifier: Name, StatementId: Sid, Action, Principal: Principal.Service };
    const SourceArn = Condition.ArnLike['AWS:SourceArn'];
    lab.undoBy(() => lab.aws.lambda.addPermission({ ...statement, SourceArn }));
  }
  await lab.aws.lambda.deleteAlias({ FunctionName, Name });
  await lab.aws.lambda.createAlias({ FunctionName, Name, FunctionVersion });
}

export const eighthOnServerlessApi: TriedOn<Output> = {
  'table-name-lost': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'gives the function an address that anybody may call', openAddress),
        besides<Output>('hidden', 'calls the function by a timer, to see that it runs', (lab) =>
          runByTimer(lab, lab.outputs.ApiFunctionName, 'rate(1 minute)'),
        ),
      ],
      right: [],
    };
  },
  'seed-throttled': () => {
    return {
      careless: [
        besides<Output>('hidden', 'publishes every hour by a timer', (lab) =>
          runByTimer(lab, lab.outputs.SeedFunctionName, 'rate(1 hour)'),
        ),
      ],
      right: [],
    };
  },
  'tenth-of-yesterday': () => {
    return {
      careless: [
        besides<Output>('elsewhere', 'sends the API to another alias of the same version', anotherAlias),
        besides<Output>('too-narrow', 'makes the alias again, without what let the API in', aliasWithoutPermission),
      ],
      right: [],
    };
  },
};
