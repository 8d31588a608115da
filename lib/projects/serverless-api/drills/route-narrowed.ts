import { type CheckContext, defineDrill } from '../../../lab/drill.ts';
import { first, status } from '../../../lab/probes.ts';
import { serverlessApi } from '../project.ts';
import type { Output } from './serverless-api.ts';

/** The API's one route. */
async function onlyRoute({ aws, outputs }: CheckContext<Output>) {
  const { Items = [] } = await aws.apigateway.getRoutes({ ApiId: outputs.ApiId });
  return { apiId: outputs.ApiId, routeId: Items[0]?.RouteId as string };
}

export const routeNarrowed = defineDrill(serverlessApi, {
  name: 'route-narrowed',
  title: 'The questionnaire cannot be sent any more',
  level: 1,
  causes: 1,
  ticket: {
    report:
      'Reading works, all of it. But whoever has answered the questions and asks for a recommendation gets "Not Found", ' +
      'and a monitor of a partner, which asks by HEAD, reports us as gone.',
    impact: 'Everybody who wants a recommendation: about a third of all visits.',
    evidence:
      "The function's log has no line for the failing requests. The body of the 404 is one word of JSON, and none of " +
      'our problem documents. The access log of the API does have the requests.',
  },
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
      promise: 'A recommendation can be asked for: what is wrong with the answers is said by the API itself',
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
      promise: 'Who asks for the headers alone is answered',
      look: async (lab) => status(await lab.request(`${lab.outputs.ApiUrl}/health`, { method: 'HEAD' }), 200),
    },
    {
      promise: 'Every path reaches the application, those included that it does not know',
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
  ],
  solution: {
    steps: ['apigatewayv2 update-route with --route-key $default (quote it: the shell has a use for the dollar).'],
    apply: async (lab) => lab.set('api-route', await onlyRoute(lab), '$default'),
  },
  shortcuts: [
    {
      title: 'Opens the one path that was reported',
      apply: async (lab) => lab.set('api-route', await onlyRoute(lab), 'POST /v1/recommendations'),
    },
    {
      title: 'Opens all methods below /v1, and forgets what lies beside it',
      apply: async (lab) => lab.set('api-route', await onlyRoute(lab), 'ANY /v1/{proxy+}'),
    },
  ],
});
