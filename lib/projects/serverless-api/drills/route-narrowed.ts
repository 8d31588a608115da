import { defineDrill } from '../../../lab/drills/drill.ts';
import { first, status } from '../../../lab/drills/probes.ts';
import { serverlessApi } from '../project.ts';
import { apiFunction, narrowRoute, onlyRoute, onlyThisApi, wayToFunction } from './serverless-api.ts';

export const routeNarrowed = defineDrill(serverlessApi, {
  name: 'route-narrowed',
  title: 'The questionnaire cannot be sent any more',
  level: 1,
  causes: 1,
  ticket: {
    report:
      'Reading works, all of it. But anyone who has answered the questions and asks for a recommendation gets "Not Found", ' +
      'and a monitor of a partner, which asks by HEAD, reports us as gone.',
    impact: 'Everybody who wants a recommendation: about a third of all visits.',
    evidence:
      "The function's log has no line for the failing requests. The body of the 404 is one line of JSON, and none of " +
      'our problem documents. The access log of the API does have the requests.',
  },
  evidence: [{ command: 'lab metrics serverless-api', finds: /ApiAccess\s+4xx/ }],
  exam: ['DVA-C03/1.1', 'DVA-C03/4.1', 'DVA-C02/1.1', 'DVA-C02/4.1', 'SAA-C03/2.1', 'SAA-C03/1.2'],
  hints: [
    'Two parties can say 404 here. Which of them was it, if the function has no log line?',
    'What distinguishes the requests that get through from those that do not? Try HEAD and DELETE too.',
    'List the routes of the API (apigatewayv2 get-routes) and read the route key closely: method and path.',
    'The function routes by itself: the API should hand it everything. The route key for that is $default.',
  ],
  lesson: {
    architect:
      'Routing at the gateway and routing in the function are two designs, each good. Half of each is neither: then ' +
      'every new route needs a change in two places, and one is forgotten.',
    developer:
      'HEAD is a method of its own: a route for GET leaves it out, though the function would have answered it. And who ' +
      'speaks can be told by the form of the error.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('api-route', await onlyRoute(lab), 'GET /{proxy+}');
  },
  check: [
    {
      expects: 'A recommendation can be asked for: what is wrong with the answers is said by the API itself',
      async look(lab) {
        const answer = await lab.request(`${lab.outputs.ApiUrl}/v1/recommendations`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ answers: lab.nonce() }),
        });
        return status(answer, 422);
      },
    },
    {
      expects: 'Who asks for the headers alone is answered',
      look: async (lab) => status(await lab.request(`${lab.outputs.ApiUrl}/health`, { method: 'HEAD' }), 200),
    },
    {
      expects: 'Every path reaches the application, those included that it does not know',
      async look(lab) {
        const health = await lab.request(`${lab.outputs.ApiUrl}/health`);
        const unknown = await lab.request(`${lab.outputs.ApiUrl}/${lab.nonce()}`, { method: 'DELETE' });
        const type = unknown.headers.get('content-type') ?? 'no type';
        return first(status(health, 200), {
          ok: type.startsWith('application/problem+json'),
          saw: `HTTP ${unknown.status}, ${type}`,
          wanted: 'a problem document of the application',
        });
      },
    },
    { expects: 'Only this API may invoke the function', guards: true, look: onlyThisApi },
  ],
  solution: {
    steps: ['apigatewayv2 update-route with --route-key $default (quote it: the shell has a use for the dollar).'],
    apply: async (lab) => lab.set('api-route', await onlyRoute(lab), '$default'),
  },
  otherFixes: [
    {
      title: 'Adds a route for everything, and leaves the narrow one beside it',
      async apply(lab) {
        const ApiId = lab.outputs.ApiId;
        const { routes } = await wayToFunction(lab);
        const { RouteId } = await lab.aws.apigateway.createRoute({
          ApiId,
          RouteKey: '$default',
          Target: routes[0]?.Target,
        });
        lab.undoBy(() => lab.aws.apigateway.deleteRoute({ ApiId, RouteId }));
      },
    },
    {
      title: 'Deletes the route and recreates it, for everything',
      async apply(lab) {
        const ApiId = lab.outputs.ApiId;
        const { routes } = await wayToFunction(lab);
        await lab.aws.apigateway.deleteRoute({ ApiId, RouteId: routes[0]?.RouteId });
        await lab.aws.apigateway.createRoute({ ApiId, RouteKey: '$default', Target: routes[0]?.Target });
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Opens the one path that was reported',
      apply: (lab) => narrowRoute(lab, 'POST /v1/recommendations'),
    },
    {
      kind: 'too-narrow',
      title: 'Opens all methods below /v1, and forgets what lies beside it',
      apply: (lab) => narrowRoute(lab, 'ANY /v1/{proxy+}'),
    },
    {
      kind: 'elsewhere',
      title: 'Makes a second API with a route for everything, at an address that nobody knows',
      async apply(lab) {
        const { integration } = await wayToFunction(lab);
        const { ApiId } = await lab.aws.apigateway.createApi({
          Name: `by-hand-${lab.nonce()}`,
          ProtocolType: 'HTTP',
          Target: integration?.IntegrationUri,
        });
        lab.undoBy(() => lab.aws.apigateway.deleteApi({ ApiId }));
      },
    },
    {
      kind: 'hidden',
      title: 'Lets pages of every origin and method ask, since the browser spoke of an error there',
      async apply(lab) {
        const ApiId = lab.outputs.ApiId;
        const { CorsConfiguration } = await lab.aws.apigateway.getApi({ ApiId });
        lab.undoBy(() => lab.aws.apigateway.updateApi({ ApiId, CorsConfiguration }));
        const everything = { AllowOrigins: ['*'], AllowMethods: ['*'], AllowHeaders: ['*'] };
        await lab.aws.apigateway.updateApi({ ApiId, CorsConfiguration: everything });
      },
    },
    {
      kind: 'too-wide',
      title: 'Opens the route, and lets every API of the account invoke the function',
      async apply(lab) {
        await narrowRoute(lab, '$default');
        const { functionName, alias } = apiFunction(lab);
        const statement = { FunctionName: functionName, Qualifier: alias, StatementId: 'by-hand' };
        await lab.aws.lambda.addPermission({
          ...statement,
          Action: 'lambda:InvokeFunction',
          Principal: 'apigateway.amazonaws.com',
        });
        lab.undoBy(() => lab.aws.lambda.removePermission(statement));
      },
    },
  ],
});
