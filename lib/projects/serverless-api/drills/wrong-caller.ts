import { type CheckContext, defineDrill } from '../../../lab/drills/drill.ts';
import { status } from '../../../lab/drills/probes.ts';
import { serverlessApi } from '../project.ts';
import { apiFunction, gatewayStatements, type Output, onlyThisApi } from './serverless-api.ts';

/** The one statement that the stack makes. */
const permission = async (lab: CheckContext<Output>) => ({
  ...apiFunction(lab),
  statementId: (await gatewayStatements(lab))[0]?.Sid as string,
});

/** ARN of every route of an API of this account. */
async function apiArn(lab: CheckContext<Output>, apiId: string): Promise<string> {
  const { FunctionArn = '' } = await lab.aws.lambda.getFunctionConfiguration({
    FunctionName: lab.outputs.ApiFunctionName,
  });
  const [, partition, , region, account] = FunctionArn.split(':');
  return `arn:${partition}:execute-api:${region}:${account}:${apiId}/*`;
}

const GATEWAY = 'apigateway.amazonaws.com';

export const wrongCaller = defineDrill(serverlessApi, {
  name: 'wrong-caller',
  title: 'The function works, the API says 500, and there is no log line',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'Every request to the API ends in "Internal Server Error". The developer on call has tested the function in the ' +
      'console and by the CLI: it answers each time. It began when a second API was set up next to it.',
    impact: 'All callers, all routes.',
    evidence:
      "The access log has 500 with an integration error. The function's log has lines for the tests by hand, and none " +
      'for the requests of callers. Invocations: only the tests.',
  },
  evidence: [
    { command: 'lab metrics serverless-api', finds: /ApiAccess\s+5xx/ },
    { command: 'lab logs serverless-api --filter ApiAccess', finds: /"integrationError":"The IAM role/ },
  ],
  exam: ['SAA-C03/1.1', 'DVA-C03/2.1', 'DVA-C03/4.1', 'DVA-C02/2.1', 'DVA-C02/4.1'],
  hints: [
    'A 500 without an invocation: the API has not got through to the function. Who decides whether it may?',
    'Two policies meet at a function: the role says what it may do, the resource policy who may invoke it.',
    "lambda get-policy --qualifier live: which API is named in the statement's condition, and which is ApiId?",
    'Put the statement with the source ARN of this API. Without a condition every API of every account could call.',
  ],
  lesson: {
    architect:
      'A service that calls on behalf of anybody is a confused deputy until the policy says on whose behalf: the ' +
      'source ARN is what ties the permission to one API.',
    developer:
      'A test in the console is made with your permissions, not with those of the caller. When the log has no line, ' +
      'look in front of the function; get-policy needs the qualifier, since each alias has a policy of its own.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const sourceArn = await apiArn(lab, 'a1b2c3d4e5');
    await lab.change('function-permission', await permission(lab), { principal: GATEWAY, sourceArn });
  },
  check: [
    {
      expects: 'The API serves an exam',
      look: async (lab) =>
        lab.eventually(async () => status(await lab.request(`${lab.outputs.ApiUrl}/v1/exams/SAA-C03`), 200)),
    },
    {
      expects: 'Only this API may invoke the function',
      guards: true,
      look: (lab) => lab.eventually(() => onlyThisApi(lab)),
    },
  ],
  solution: {
    title: 'Names this API alone as the source, in the policy of the alias',
    why: 'The policy of the alias has to let in API Gateway for this API and for no other: the service as principal, the API as source.',
    steps: [
      'lambda remove-permission with the id of the statement, and --qualifier live.',
      'lambda add-permission with principal apigateway.amazonaws.com, --qualifier live, and --source-arn arn:aws:execute-api:<region>:<account>:<ApiId>/*.',
    ],
    async apply(lab) {
      const sourceArn = await apiArn(lab, lab.outputs.ApiId);
      await lab.set('function-permission', await permission(lab), { principal: GATEWAY, sourceArn });
    },
  },
  otherFixes: [
    {
      title: 'Names the one route and the one stage of this API',
      async apply(lab) {
        const sourceArn = (await apiArn(lab, lab.outputs.ApiId)).replace('/*', '/$default/$default');
        await lab.set('function-permission', await permission(lab), { principal: GATEWAY, sourceArn });
      },
    },
    {
      title: 'Adds the statement under another id, and takes the wrong one out',
      async apply(lab) {
        const sourceArn = await apiArn(lab, lab.outputs.ApiId);
        const wrong = await permission(lab);
        await lab.set('function-permission', { ...wrong, statementId: 'again' }, { principal: GATEWAY, sourceArn });
        await lab.set('function-permission', wrong, null);
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-wide',
      title: 'Lets API Gateway invoke the function, whichever API it is for',
      why: 'Any API of any account could then use the service to run this function: the confused deputy.',
      apply: async (lab) =>
        lab.set('function-permission', await permission(lab), { principal: GATEWAY, sourceArn: null }),
    },
    {
      kind: 'too-wide',
      title: 'Names every API of the account, by a star',
      why: 'It works, and so does every other API of the account, for which nobody asked.',
      async apply(lab) {
        const sourceArn = await apiArn(lab, '*');
        await lab.set('function-permission', await permission(lab), { principal: GATEWAY, sourceArn });
      },
    },
    {
      kind: 'too-wide',
      title: 'Adds the right statement, and leaves the other API its own',
      why: 'Callers are served, and a stranger’s API may still invoke the function.',
      async apply(lab) {
        const sourceArn = await apiArn(lab, lab.outputs.ApiId);
        const statement = { ...apiFunction(lab), statementId: 'again' };
        await lab.set('function-permission', statement, { principal: GATEWAY, sourceArn });
      },
    },
    {
      kind: 'elsewhere',
      title: 'Adds the right statement to the function, and not to its alias',
      why: 'The API invokes the alias, and an alias has a policy of its own.',
      async apply(lab) {
        const sourceArn = await apiArn(lab, lab.outputs.ApiId);
        const statement = { functionName: lab.outputs.ApiFunctionName, statementId: 'again' };
        await lab.set('function-permission', statement, { principal: GATEWAY, sourceArn });
      },
    },
    {
      kind: 'too-narrow',
      title: 'Names a stage that this API does not have',
      why: 'The source does not match any request that comes, so each is refused as before.',
      async apply(lab) {
        const sourceArn = (await apiArn(lab, lab.outputs.ApiId)).replace('/*', '/prod/*');
        await lab.set('function-permission', await permission(lab), { principal: GATEWAY, sourceArn });
      },
    },
    {
      kind: 'hidden',
      title: 'Takes every statement out, so that the review finds no stranger',
      why: 'The stranger is out, and so is our own API.',
      apply: async (lab) => lab.set('function-permission', await permission(lab), null),
    },
  ],
});
