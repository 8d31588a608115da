/** HTTP APIs: where requests go, who may send them, how many, and what is noted of them. And how long logs are kept. */

import type { Route } from '@aws-sdk/client-apigatewayv2';
import { orMissing } from '../aws/missing.ts';
import { api, stage } from '../deployed/readers/apigateway.ts';
import { logGroup } from '../deployed/readers/cloudwatch.ts';
import type { DeployedResource } from '../deployed/template.ts';
import { atLeast } from './compare.ts';
import { nowOf } from './now.ts';
import type { Keeps, Present } from './settings-kept.ts';

const functionIn = (uri = '') => /arn:[\w-]+:lambda:[^/]+/.exec(uri)?.[0] ?? uri;

/** Every route leads to a function that some route of the template led to, by the alias where there is one. */
export const apiLeadsToIts: Keeps = async (resource, present) => {
  const { physicalId: ApiId } = resource;
  const now = await nowOf(api, resource, present);
  if (!now || now.DisableExecuteApiEndpoint === true) return false;
  const [{ Items: routes = [] }, { Items: integrations = [] }, { Items: stages = [] }] = await Promise.all([
    present.aws.apigateway.getRoutes({ ApiId }),
    present.aws.apigateway.getIntegrations({ ApiId }),
    present.aws.apigateway.getStages({ ApiId }),
  ]);
  // Another stage is another address of the same routes, with limits and a log of its own.
  const own = present.stack.resources.filter(
    ({ type, properties }) => type === 'AWS::ApiGatewayV2::Stage' && properties.ApiId === ApiId,
  );
  if (stages.some(({ StageName }) => !own.some(({ properties }) => properties.StageName === StageName))) return false;
  const deployed = present.stack.resources
    .filter(({ type, properties }) => type === 'AWS::ApiGatewayV2::Integration' && properties.ApiId === ApiId)
    .map(({ properties }) => `${properties.PayloadFormatVersion} ${functionIn(properties.IntegrationUri)}`);
  const used = routes.map(({ Target }) =>
    integrations.find(({ IntegrationId }) => Target?.endsWith(`/${IntegrationId}`)),
  );
  return (
    used.length > 0 &&
    !opensWay(routes, resource, present) &&
    used.every(
      (integration) =>
        // The function is handed another event by each version of the format.
        deployed.includes(`${integration?.PayloadFormatVersion} ${functionIn(integration?.IntegrationUri)}`) &&
        // 30 seconds is the most, and what it is without being set.
        Number(integration?.TimeoutInMillis ?? 30_000) >= LEAST_WAIT_MS,
    )
  );
};

/** Whether another method of a path on which all are asked who they are leads past that: of two routes the one of fewer methods is taken. */
function opensWay(routes: readonly Route[], { physicalId }: DeployedResource, { stack }: Present): boolean {
  const pathOf = (RouteKey = '') => RouteKey.split(' ').at(-1) as string;
  const deployed = stack.resources
    .filter(({ type, properties }) => type === 'AWS::ApiGatewayV2::Route' && properties.ApiId === physicalId)
    .map(({ properties }) => properties);
  const open = new Set(deployed.filter(asksNobody).map(({ RouteKey }) => RouteKey));
  const asked = new Set(deployed.filter((route) => !asksNobody(route)).map(({ RouteKey }) => pathOf(RouteKey)));
  return routes.some((route) => asksNobody(route) && !open.has(route.RouteKey) && asked.has(pathOf(route.RouteKey)));
}

const asksNobody = ({ AuthorizationType = 'NONE' }: { readonly AuthorizationType?: string }) =>
  AuthorizationType === 'NONE';

/** As long as every function behind an API may take here, in milliseconds. */
const LEAST_WAIT_MS = 10_000;

/** Where a signature or a token was asked for, the same is. */
export const routeAsksWho: Keeps = async ({ properties }: DeployedResource, { aws }: Present) => {
  const { ApiId, AuthorizationType = 'NONE', RouteKey } = properties;
  if (AuthorizationType === 'NONE') return true;
  const { Items = [] } = await aws.apigateway.getRoutes({ ApiId });
  const asks = ({ AuthorizationType: type, AuthorizerId, AuthorizationScopes = [] }: DeployedResource['properties']) =>
    [type, AuthorizerId?.split('/').at(-1), [...AuthorizationScopes].sort()].join(' ');
  const there = Items.filter((route) => route.RouteKey === RouteKey);
  return there.length > 0 && there.every((route) => asks(route) === asks(properties));
};

/** Callers are held to about the same rate, no route has one of its own, each request leaves a line where it did, and changes arrive. */
export const stageBounds: Keeps = async (resource, present) => {
  const { AccessLogSettings, AutoDeploy, DefaultRouteSettings } = resource.properties;
  const now = await nowOf(stage, resource, present);
  if (!now) return false;
  const limits = now.DefaultRouteSettings as Record<string, unknown>;
  const log = now.AccessLogSettings as { DestinationArn?: string; Format?: string } | undefined;
  const bare = (arn = '') => arn.replace(/:\*$/, '');
  return (
    // Without it no change of a route reaches anybody before somebody deploys it by hand.
    (AutoDeploy !== true || now.AutoDeploy === true) &&
    atLeast(limits?.ThrottlingRateLimit, DefaultRouteSettings?.ThrottlingRateLimit, 2) &&
    atLeast(limits?.ThrottlingBurstLimit, DefaultRouteSettings?.ThrottlingBurstLimit, 2) &&
    Object.keys((now.RouteSettings as object | undefined) ?? {}).length === 0 &&
    (!AccessLogSettings || (bare(log?.DestinationArn) === bare(AccessLogSettings.DestinationArn) && !!log?.Format))
  );
};

/** Kept as long at least, and not forever: that is what a log group is without being told. And nobody else gets a copy. */
export const logIsKept: Keeps = async (resource, present) => {
  const [now, copies] = await Promise.all([
    nowOf(logGroup, resource, present),
    orMissing(present.aws.logs.describeSubscriptionFilters({ logGroupName: resource.physicalId })),
  ]);
  const { RetentionInDays } = resource.properties;
  const asked = present.stack.resources.filter(
    ({ type, properties }) =>
      type === 'AWS::Logs::SubscriptionFilter' && properties.LogGroupName === resource.physicalId,
  );
  return (
    now !== undefined &&
    (copies?.subscriptionFilters ?? []).length <= asked.length &&
    (RetentionInDays === undefined || atLeast(now.RetentionInDays, RetentionInDays))
  );
};
