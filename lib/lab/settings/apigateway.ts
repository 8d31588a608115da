/** What drills change of HTTP APIs. */
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';

interface RouteTarget {
  readonly apiId: string;
  readonly routeId: string;
}

/** Which requests a route takes, as its route key: `GET /v1/items/{id}`, `ANY /{proxy+}`. */
export const apiRoute = {
  resource: ({ apiId }: RouteTarget) => `apigateway:api:${apiId}`,
  async read(aws: AwsClients, { apiId, routeId }: RouteTarget): Promise<string | undefined> {
    return (await orMissing(aws.apigateway.getRoute({ ApiId: apiId, RouteId: routeId })))?.RouteKey;
  },
  async write(aws: AwsClients, { apiId, routeId }: RouteTarget, value: string): Promise<void> {
    await aws.apigateway.updateRoute({ ApiId: apiId, RouteId: routeId, RouteKey: value });
  },
};

interface StageTarget {
  readonly apiId: string;
  readonly stage: string;
}

/** The limit on all requests of a stage; both zero when none was set. */
export interface Throttle {
  readonly requestsPerSecond: number;
  readonly burst: number;
}

/** The default throttling of a stage. */
export const apiStageThrottle = {
  resource: ({ apiId }: StageTarget) => `apigateway:api:${apiId}`,
  async read(aws: AwsClients, { apiId, stage }: StageTarget): Promise<Throttle | undefined> {
    const answer = await orMissing(aws.apigateway.getStage({ ApiId: apiId, StageName: stage }));
    const settings = answer?.DefaultRouteSettings;
    return (
      answer && {
        requestsPerSecond: settings?.ThrottlingRateLimit ?? 0,
        burst: settings?.ThrottlingBurstLimit ?? 0,
      }
    );
  },
  async write(aws: AwsClients, { apiId, stage }: StageTarget, { requestsPerSecond, burst }: Throttle): Promise<void> {
    const { DefaultRouteSettings } = await aws.apigateway.getStage({ ApiId: apiId, StageName: stage });
    await aws.apigateway.updateStage({
      ApiId: apiId,
      StageName: stage,
      DefaultRouteSettings: {
        ...DefaultRouteSettings,
        ThrottlingRateLimit: requestsPerSecond,
        ThrottlingBurstLimit: burst,
      },
    });
  },
};
