/** Reads HTTP APIs back: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/ */
import { orMissing } from '../../aws/missing.ts';
import type { Reader } from '../reader.ts';

export const api: Reader = async (aws, { physicalId }) => {
  const found = await orMissing(aws.apigateway.getApi({ ApiId: physicalId }));
  if (!found) return undefined;
  const { CorsConfiguration, Name, ProtocolType, Tags, ApiEndpoint = '' } = found;
  return {
    properties: {
      CorsConfiguration,
      Description: found.Description,
      DisableExecuteApiEndpoint: found.DisableExecuteApiEndpoint,
      Name,
      ProtocolType,
      Tags,
    },
    defaults: { DisableExecuteApiEndpoint: false },
    attributes: { ApiEndpoint, ApiId: physicalId },
  };
};

export const authorizer: Reader = async (aws, { physicalId, properties }) => {
  const ApiId = properties.ApiId as string;
  const found = await orMissing(aws.apigateway.getAuthorizer({ ApiId, AuthorizerId: physicalId.split('/').at(-1) }));
  if (!found) return undefined;
  const { AuthorizerType, IdentitySource, JwtConfiguration, Name } = found;
  return { properties: { ApiId, AuthorizerType, IdentitySource, JwtConfiguration, Name } };
};

export const integration: Reader = async (aws, { physicalId, properties }) => {
  const ApiId = properties.ApiId as string;
  const found = await orMissing(aws.apigateway.getIntegration({ ApiId, IntegrationId: physicalId }));
  if (!found) return undefined;
  const { IntegrationType, IntegrationUri, PayloadFormatVersion } = found;
  return {
    properties: {
      ApiId,
      IntegrationType,
      IntegrationUri,
      PayloadFormatVersion,
      TimeoutInMillis: found.TimeoutInMillis,
    },
    // The most that there is, too.
    defaults: { TimeoutInMillis: 30_000 },
  };
};

export const route: Reader = async (aws, { physicalId, properties }) => {
  const ApiId = properties.ApiId as string;
  // The emulator's own id of a route is `<api>/<route>`.
  const RouteId = physicalId.split('/').at(-1);
  const found = await orMissing(aws.apigateway.getRoute({ ApiId, RouteId }));
  if (!found) return undefined;
  const { AuthorizationScopes, AuthorizationType, RouteKey, Target, AuthorizerId } = found;
  return { properties: { ApiId, AuthorizationScopes, AuthorizationType, AuthorizerId, RouteKey, Target } };
};

export const stage: Reader = async (aws, { physicalId, properties }) => {
  const ApiId = properties.ApiId as string;
  const found = await orMissing(aws.apigateway.getStage({ ApiId, StageName: physicalId }));
  if (!found) return undefined;
  const { AccessLogSettings, AutoDeploy, DefaultRouteSettings, RouteSettings, StageName, Tags } = found;
  const settings = { ...DefaultRouteSettings };
  // What is off by default is said too.
  if (settings.DetailedMetricsEnabled === false) delete settings.DetailedMetricsEnabled;
  return {
    properties: {
      AccessLogSettings: AccessLogSettings && {
        ...AccessLogSettings,
        // A log group's ARN is the same with `:*` behind it and without.
        DestinationArn: AccessLogSettings.DestinationArn?.replace(/:\*$/, '').concat(
          /:\*$/.test(String((properties.AccessLogSettings as { DestinationArn?: string })?.DestinationArn))
            ? ':*'
            : '',
        ),
      },
      ApiId,
      AutoDeploy,
      DefaultRouteSettings: settings,
      RouteSettings,
      StageName,
      Tags,
    },
  };
};
