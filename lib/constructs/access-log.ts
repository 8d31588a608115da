import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { type IAccessLogSettings, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** The access log of an HTTP API: one JSON line per request, kept for a week, gone with the stack. */
export class AccessLog extends LogGroup {
  /** For the API's stage. */
  readonly settings: IAccessLogSettings;

  constructor(scope: Construct, id: string) {
    super(scope, id, {
      // Exam: API Gateway adds every other group name to the region's one log-delivery policy, which keeps it after the
      // stack is gone, until it is full and no API of the account can log. `/aws/vendedlogs/` is let in as a whole.
      logGroupName: vendedLogName(scope, id),
      retention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.settings = {
      destination: new LogGroupLogDestination(this),
      format: AccessLogFormat.custom(JSON.stringify(LINE)),
    };
  }
}

/** A log group's name that log delivery is allowed to write to as it is; of its stack, which may stand twice. */
export const vendedLogName = (scope: Construct, id: string): string =>
  `/aws/vendedlogs/${Stack.of(scope).stackName}/${id}`;

/**
 * Who, what, how long, and why not. Neither path nor user agent: the caller chooses them, up to 10 KB that somebody pays
 * for. The functions' own logs have the path, cut, under the same request id.
 */
const LINE = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  ip: '$context.identity.sourceIp',
  caller: '$context.identity.userArn',
  method: '$context.httpMethod',
  route: '$context.routeKey',
  protocol: '$context.protocol',
  status: '$context.status',
  responseBytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  integrationStatus: '$context.integrationStatus',
  integrationError: '$context.integrationErrorMessage',
  error: '$context.error.message',
};
