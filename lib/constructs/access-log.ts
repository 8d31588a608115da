import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { type IAccessLogSettings, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** The access log of an HTTP API: one JSON line a request, kept for a week, gone with the stack. */
export class AccessLog extends LogGroup {
  /** For the API's stage. */
  readonly settings: IAccessLogSettings;

  constructor(scope: Construct, id: string) {
    super(scope, id, { retention: RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY });
    this.settings = {
      destination: new LogGroupLogDestination(this),
      format: AccessLogFormat.custom(JSON.stringify(LINE)),
    };
  }
}

/** Who, what, how long, and why not. The lines of the functions' own logs carry the same request id. */
const LINE = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  ip: '$context.identity.sourceIp',
  userAgent: '$context.identity.userAgent',
  caller: '$context.identity.userArn',
  method: '$context.httpMethod',
  path: '$context.path',
  protocol: '$context.protocol',
  status: '$context.status',
  responseBytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  integrationStatus: '$context.integrationStatus',
  integrationError: '$context.integrationErrorMessage',
  error: '$context.error.message',
};
