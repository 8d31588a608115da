import type { UpdateIntegrationCommandInput, UpdateStageCommandInput } from '@aws-sdk/client-apigatewayv2';
import { afterAll, describe } from 'vitest';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';
import { itRefuses } from './refusal-table.ts';

const target = await deployedTarget();
const { apigateway } = awsClients(clientConfigOf(target));
const { ApiId } = await apigateway.createApi({ Name: 'refusals', ProtocolType: 'HTTP' });
await apigateway.createStage({ ApiId, StageName: 'try' });
const { IntegrationId } = await apigateway.createIntegration({
  ...{ ApiId, IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'GET', IntegrationUri: 'https://example.com/' },
  PayloadFormatVersion: '1.0',
});
const { RouteId } = await apigateway.createRoute({ ApiId, RouteKey: 'GET /' });

afterAll(() => apigateway.deleteApi({ ApiId }));

const BAD = 'BadRequestException';
const log = (Format: string, DestinationArn = 'arn:aws:logs:us-east-1:000000000000:log-group:refusals') => ({
  AccessLogSettings: { Format, DestinationArn },
});

describe('API Gateway on the emulator refuses what AWS refuses', () => {
  itRefuses<Partial<UpdateStageCommandInput>>(
    'a stage with',
    (parameters) => apigateway.updateStage({ ApiId, StageName: 'try', ...parameters }),
    [
      [
        { DefaultRouteSettings: { ThrottlingRateLimit: -1 } },
        BAD,
        { DefaultRouteSettings: { ThrottlingRateLimit: 0.5 } },
      ],
      [
        { DefaultRouteSettings: { ThrottlingBurstLimit: -1 } },
        BAD,
        { DefaultRouteSettings: { ThrottlingBurstLimit: 0 } },
      ],
      [
        { RouteSettings: { 'GET /': { ThrottlingBurstLimit: -5 } } },
        BAD,
        { RouteSettings: { 'GET /': { ThrottlingBurstLimit: 5 } } },
      ],
      [log('$context.status'), BAD, log('$context.requestId $context.status')],
      [log('$context.requestId', 'refusals'), BAD, log('$context.extendedRequestId')],
      [{ Description: 'x'.repeat(1_025) }, BAD, { Description: 'x'.repeat(1_024) }],
    ],
  );

  itRefuses<string>('a route', (RouteKey) => apigateway.updateRoute({ ApiId, RouteId, RouteKey }), [
    ['/v1', BAD, 'GET /v1'],
    ['FETCH /v1', BAD, 'ANY /{proxy+}'],
    ['default', BAD, '$default'],
  ]);

  itRefuses<Partial<UpdateIntegrationCommandInput>>(
    'an integration with',
    (parameters) => apigateway.updateIntegration({ ApiId, IntegrationId, ...parameters }),
    [
      [{ TimeoutInMillis: 49 }, BAD, { TimeoutInMillis: 50 }],
      [{ TimeoutInMillis: 30_001 }, BAD, { TimeoutInMillis: 30_000 }],
      [{ PayloadFormatVersion: '3.0' }, BAD, { PayloadFormatVersion: '2.0' }],
    ],
  );
});
