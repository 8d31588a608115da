/** For the drills of the comparison API: see `model.ts`. */
import type { FixContext } from '../../../lib/lab/drills/drill.ts';
import { addPolicy, attachPolicy } from '../../../lib/lab/drills/policy-fixes.ts';
import { liveAndLatest } from '../../../lib/lab/settings/lambda.ts';
import { wayToFunction } from '../../../lib/projects/serverless-api/drills/serverless-api.ts';
import { besides, fixedAnd, instead, right, type TriedOn } from './model.ts';
import {
  anotherRole,
  api,
  deleteAlarm,
  earlierVersion,
  FILE,
  forbidOrigins,
  forgetNothing,
  keepLogsFor,
  type Lab,
  letAnybodyInvoke,
  live,
  type Output,
  query,
  role,
  runInstead,
  seedRole,
  silence,
  table,
  throttle,
  versionBeforeReleases,
  withoutLog,
} from './serverless-api-by-hand.ts';

/** Right for every defect that came with a release of the code. */
const pointsBack = right<Output>('Points the alias back at the version before the release', async (lab) => {
  const { FunctionVersion } = await lab.aws.lambda.getAlias(live(lab));
  const before = await versionBeforeReleases(lab);
  lab.undoBy(() => lab.aws.lambda.updateAlias({ ...live(lab), FunctionVersion }));
  await lab.aws.lambda.updateAlias({ ...live(lab), FunctionVersion: before });
});

export const triedOnServerlessApi: TriedOn<Output> = {
  'table-name-lost': (drill) => {
    return {
      careless: [
        besides<Output>('too-narrow', 'gives the function the least memory there is', (lab) =>
          lab.set('function-setting', { ...api(lab), field: 'MemorySize' }, liveAndLatest(128)),
        ),
        besides<Output>('hidden', 'switches off what the alarm of errors does', (lab) =>
          silence(lab, 'FunctionErrors'),
        ),
        besides<Output>('too-narrow', 'gives a request one second', (lab) =>
          lab.set('function-setting', { ...api(lab), field: 'Timeout' }, liveAndLatest(1)),
        ),
      ],
      right: [
        right('Sets the variable, and gives the function twice the memory', async (lab) => {
          await drill.solution.apply(lab);
          await lab.set('function-setting', { ...api(lab), field: 'MemorySize' }, liveAndLatest(2048));
        }),
      ],
    };
  },
  'query-denied': () => {
    return {
      careless: [
        instead('hidden', 'Allows Query until the end of next month', async (lab) => {
          const until = new Date(Date.now() + 30 * 86_400_000).toISOString();
          const Condition = { DateLessThan: { 'aws:CurrentTime': until } };
          await addPolicy(lab, role(lab), await query(lab, { Condition }));
        }),
        instead('elsewhere', 'Allows Query on the table of that name in another region', async (lab) => {
          const arn = (await table(lab)).replace(/dynamodb:[^:]+:/, 'dynamodb:eu-west-3:');
          await addPolicy(lab, role(lab), await query(lab, { Resource: [arn, `${arn}/index/byFacet`] }));
        }),
        instead('elsewhere', 'Allows Query on the table of that name in another account', async (lab) => {
          const arn = (await table(lab)).replace(/:\d{12}:/, ':999999999999:');
          await addPolicy(lab, role(lab), await query(lab, { Resource: [arn, `${arn}/index/byFacet`] }));
        }),
        besides<Output>('too-wide', 'lets the role be taken on by anybody', async (lab) => {
          const RoleName = role(lab);
          const { Role } = await lab.aws.iam.getRole({ RoleName });
          const PolicyDocument = decodeURIComponent(Role?.AssumeRolePolicyDocument as string);
          lab.undoBy(() => lab.aws.iam.updateAssumeRolePolicy({ RoleName, PolicyDocument }));
          const open = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } };
          const parsed = JSON.parse(PolicyDocument);
          await lab.aws.iam.updateAssumeRolePolicy({
            RoleName,
            PolicyDocument: JSON.stringify({ ...parsed, Statement: [...[parsed.Statement].flat(), open] }),
          });
        }),
        besides<Output>('too-narrow', 'loses the log of the function while rewriting its policy', (lab) =>
          withoutLog(lab, role(lab)),
        ),
        besides<Output>('too-wide', 'makes a user with the same permission, to test with', async (lab) => {
          const UserName = `by-hand-${lab.nonce()}`;
          await lab.aws.iam.createUser({ UserName });
          lab.undoBy(() => lab.aws.iam.deleteUser({ UserName }));
          lab.undoBy(() => lab.aws.iam.deleteUserPolicy({ UserName, PolicyName: 'test' }));
          const Statement = await query(lab);
          const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
          await lab.aws.iam.putUserPolicy({ UserName, PolicyName: 'test', PolicyDocument });
        }),
      ],
      right: [
        right('Allows both actions on the table and on the index, in one statement', async (lab) => {
          await addPolicy(lab, role(lab), await query(lab, { Action: ['dynamodb:GetItem', 'dynamodb:Query'] }));
        }),
        right('Allows it in two managed policies, one for the table and one for the index', async (lab) => {
          const arn = await table(lab);
          await attachPolicy(lab, role(lab), await query(lab, { Resource: arn }));
          await attachPolicy(lab, role(lab), await query(lab, { Resource: `${arn}/index/byFacet` }));
        }),
        right('Allows Query and GetItem in one statement, on the table and on its index', async (lab) => {
          const arn = await table(lab);
          await addPolicy(lab, role(lab), {
            Effect: 'Allow',
            Action: ['dynamodb:GetItem', 'dynamodb:Query'],
            Resource: arn,
          });
          await addPolicy(lab, role(lab), await query(lab));
        }),
      ],
    };
  },
  'route-narrowed': () => {
    const open = async (lab: Lab, keys: readonly string[]) => {
      const ApiId = lab.outputs.ApiId;
      const { routes } = await wayToFunction(lab);
      for (const RouteKey of keys) {
        const { RouteId } = await lab.aws.apigateway.createRoute({ ApiId, RouteKey, Target: routes[0]?.Target });
        lab.undoBy(() => lab.aws.apigateway.deleteRoute({ ApiId, RouteId }));
      }
    };
    return {
      careless: [
        instead('too-narrow', 'Opens POST and HEAD, which the two complaints were about', (lab) =>
          open(lab, ['POST /{proxy+}', 'HEAD /{proxy+}']),
        ),
        besides<Output>('hidden', 'lets a hundred times as many requests through', (lab) =>
          throttle(lab, 1_000, 5_000),
        ),
        besides<Output>('too-narrow', 'lets one request per second through', (lab) => throttle(lab, 1, 1)),
        besides<Output>('too-narrow', 'lets pages of other origins read only', (lab) => forbidOrigins(lab)),
      ],
      right: [
        right('Adds a route for every method of every path, and one for the root', (lab) =>
          open(lab, ['ANY /{proxy+}', 'ANY /']),
        ),
      ],
    };
  },
  'seed-throttled': (drill) => {
    const and = fixedAnd<Output>(drill);
    return {
      careless: [
        and('hidden', 'has the seed say what it last said, whatever becomes of a publication', async (lab) => {
          const FunctionName = lab.outputs.SeedFunctionName;
          const { Payload } = await lab.aws.lambda.invoke({ FunctionName });
          const said = Buffer.from(Payload ?? []).toString();
          await runInstead(lab, FunctionName, `export const handler = async () => (${said});`);
        }),
        besides<Output>('hidden', 'keeps the log of the seed for one day', (lab) =>
          keepLogsFor(lab, lab.outputs.SeedFunctionLogGroupName, 1),
        ),
        besides<Output>('hidden', 'takes the room of the API for it, down to one request at once', (lab) =>
          lab.set('function-concurrency', { functionName: lab.outputs.ApiFunctionName }, 1),
        ),
      ],
      right: [
        right('Reserves one, since it runs once at a time', (lab) =>
          lab.set('function-concurrency', { functionName: lab.outputs.SeedFunctionName }, 1),
        ),
        right('Reserves fifty', (lab) =>
          lab.set('function-concurrency', { functionName: lab.outputs.SeedFunctionName }, 50),
        ),
      ],
    };
  },
  'index-forgotten': () => {
    return {
      careless: [
        instead('too-narrow', 'Allows Query on the index for the first level only', async (lab) => {
          const Resource = `${await table(lab)}/index/byFacet`;
          const Condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['*#LEVEL#associate'] } };
          await addPolicy(lab, role(lab), { Effect: 'Allow', Action: 'dynamodb:Query', Resource, Condition });
        }),
        besides<Output>('elsewhere', 'allows the role of another project the same', async (lab) => {
          const { Roles = [] } = await lab.aws.iam.listRoles({});
          const other = Roles.find(({ RoleName = '' }) => RoleName.startsWith('DeliveryPipeline-Figures'));
          await addPolicy(lab, other?.RoleName as string, await query(lab));
        }),
        besides<Output>('hidden', 'deletes the alarm that was on', (lab) => deleteAlarm(lab, 'ServerErrors')),
      ],
      right: [
        right('Gives the function a role of its own, made like the old one with the index', async (lab) =>
          anotherRole(lab, [
            { Effect: 'Allow', Action: 'dynamodb:Query', Resource: `${await table(lab)}/index/byFacet` },
          ]),
        ),
      ],
    };
  },
  'index-deleted': () => {
    return {
      careless: [
        besides<Output>('hidden', 'goes on saving: without a way back to any second', (lab) =>
          lab.set('table-recovery', { tableName: lab.outputs.ContentTableName }, false),
        ),
        besides<Output>('hidden', 'lets no edition expire any more', (lab) => forgetNothing(lab)),
      ],
      right: [],
    };
  },
  'role-too-wide': (drill) => {
    return {
      careless: [
        besides<Output>(
          'too-narrow',
          'takes the trace and the log away as well, since no review asked for them',
          (lab) => withoutLog(lab, role(lab)),
        ),
        instead('hidden', 'Allows it on condition of a tag that anybody may set', async (lab) => {
          await drill.solution.apply(lab as unknown as FixContext);
          const Condition = { StringEquals: { 'aws:PrincipalTag/breakglass': 'yes' } };
          await addPolicy(lab, role(lab), { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*', Condition });
        }),
        // The new role may do all with every table of the account: the other project's proof, which runs beside this one's,
        // would find it.
        besides<Output>('hidden', 'gives the same to a new role that the function may take on', async (lab) => {
          const RoleName = `certlab-by-hand-${lab.nonce()}`;
          const { Role: own } = await lab.aws.iam.getRole({ RoleName: role(lab) });
          const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: own?.Arn } };
          const { Role } = await lab.aws.iam.createRole({
            RoleName,
            AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: trust }),
          });
          lab.undoBy(() => lab.aws.iam.deleteRole({ RoleName }));
          await lab.set(
            'role-policy',
            { roleName: RoleName, policyName: 'wide' },
            {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }],
            },
          );
          lab.undoBy(() => lab.aws.iam.deleteRolePolicy({ RoleName, PolicyName: 'wide' }));
          await addPolicy(lab, role(lab), { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: Role?.Arn });
        }),
      ],
      right: [
        right('Leaves the wide statement, and refuses whatever the function does not need', async (lab) => {
          const arn = await table(lab);
          const [reading, index] = [['dynamodb:GetItem', 'dynamodb:Query'], `${arn}/index/byFacet`];
          await addPolicy(
            lab,
            role(lab),
            { Effect: 'Deny', Action: 'dynamodb:*', NotResource: [arn, index] },
            { Effect: 'Deny', NotAction: [...reading, 'logs:*', 'xray:*'], Resource: '*' },
            { Effect: 'Deny', Action: 'dynamodb:GetItem', Resource: index },
          );
        }),
        right(
          'Gives the function a new role that may do what the old one may, less the wide statement',
          async (lab) => {
            await drill.solution.apply(lab as unknown as FixContext);
            await anotherRole(lab);
          },
        ),
      ],
    };
  },
  'half-a-move': (drill) => {
    const and = fixedAnd<Output>(drill);
    return {
      careless: [
        besides<Output>('too-wide', 'lets anybody call the function while it is tested', (lab) =>
          letAnybodyInvoke(lab),
        ),
        and('too-narrow', 'leaves one call in ten on the version of the move', async (lab) =>
          lab.set('alias-weights', api(lab), { [await earlierVersion(lab)]: 0.1 }),
        ),
      ],
      right: [
        right('Does all of it, and adds a variable of the team', async (lab) => {
          await drill.solution.apply(lab as unknown as FixContext);
          await lab.set('function-variable', { ...api(lab), name: 'OWNER' }, liveAndLatest('team-content'));
        }),
      ],
    };
  },
  'page-skips': (drill) => {
    const and = fixedAnd<Output>(drill);
    return {
      careless: [
        and('too-narrow', 'forgets the filter by status behind the first page', (lab) =>
          lab.fixSources({
            file: FILE,
            find: '(status === undefined ||',
            replace: '(status === undefined || cursor ||',
          }),
        ),
        and('too-narrow', 'forgets the filter by level', (lab) =>
          lab.fixSources({ file: FILE, find: 'content.certifications(level)', replace: 'content.certifications()' }),
        ),
        and('hidden', 'shows no more than ten, whatever is asked for', (lab) =>
          lab.fixSources({ file: FILE, find: 'found.slice(0, limit)', replace: 'found.slice(0, Math.min(limit, 10))' }),
        ),
      ],
      right: [pointsBack],
    };
  },
  'live-left-behind': (drill) => {
    const and = fixedAnd<Output>(drill);
    return {
      careless: [
        and('too-narrow', 'leaves one call in a hundred on the version before, to compare', async (lab) =>
          lab.set('alias-weights', api(lab), { [await earlierVersion(lab)]: 0.01 }),
        ),
        besides<Output>('hidden', 'notes callers in the log of the seed, which nobody reads', async (lab) => {
          const stage = { ApiId: lab.outputs.ApiId, StageName: '$default' };
          const { AccessLogSettings } = await lab.aws.apigateway.getStage(stage);
          lab.undoBy(() => lab.aws.apigateway.updateStage({ ...stage, AccessLogSettings }));
          const DestinationArn = AccessLogSettings?.DestinationArn?.replace(
            lab.outputs.ApiAccessLogGroupName,
            lab.outputs.SeedFunctionLogGroupName,
          );
          await lab.aws.apigateway.updateStage({
            ...stage,
            AccessLogSettings: { ...AccessLogSettings, DestinationArn },
          });
        }),
      ],
      right: [],
    };
  },
  'edition-lost': () => {
    return {
      careless: [
        besides<Output>('hidden', 'switches off the alarm of throttles, which rang at the same time', (lab) =>
          silence(lab, 'FunctionThrottles'),
        ),
        besides<Output>('too-narrow', 'loses the log of the seed while rewriting its policy', async (lab) =>
          withoutLog(lab, await seedRole(lab)),
        ),
      ],
      right: [],
    };
  },
  'etag-blind': (drill) => {
    const and = fixedAnd<Output>(drill);
    return {
      careless: [
        and('hidden', 'takes the hour into the tag, so that nobody keeps an error for long', (lab) =>
          lab.fixSources({
            file: 'shared/http/representation.ts',
            find: "hash('sha256', text, 'base64url')",
            replace: "hash('sha256', text + new Date().getUTCHours(), 'base64url')",
          }),
        ),
        and('too-narrow', 'keeps three characters of the hash', (lab) =>
          lab.fixSources({ file: 'shared/http/representation.ts', find: '.slice(0, 22)', replace: '.slice(0, 3)' }),
        ),
        and('too-narrow', 'sends an answer to HEAD a 405, which needs no tag', (lab) =>
          lab.fixSources({
            file: 'shared/http/api.ts',
            find: "request.method === 'HEAD' ? 'GET' : request.method",
            replace: 'request.method',
          }),
        ),
      ],
      right: [pointsBack],
    };
  },
};
