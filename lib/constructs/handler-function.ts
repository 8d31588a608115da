import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  type FunctionProps,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** What is the same for every handler of the lab, and so not a stack's to choose. */
type Decided =
  | 'architecture'
  | 'code'
  | 'handler'
  | 'logFormat'
  | 'logGroup'
  | 'loggingFormat'
  | 'logRemovalPolicy'
  | 'logRetention'
  | 'logRetentionRetryOptions'
  | 'logRetentionRole'
  | 'role'
  | 'runtime'
  | 'tracing';

export interface HandlerFunctionProps extends Omit<FunctionProps, Decided> {
  /** Folder with the handler's bundle (`index.mjs`, export `handler`): see `handlerAsset` in `lib/bundle.ts`. */
  readonly bundle: string;
  readonly description: string;
  readonly memorySize: number;
  readonly timeout: Duration;
}

/**
 * A Lambda function of the lab: Node 24 on arm64, JSON logs kept for a week and removed with the stack, traced by
 * X-Ray, with a role that may write its own log and trace and nothing else. What more it needs, the stack grants.
 */
export class HandlerFunction extends LambdaFunction {
  declare readonly role: Role;

  constructor(scope: Construct, id: string, { bundle, ...props }: HandlerFunctionProps) {
    // Exam: a log group that Lambda makes by itself keeps everything forever, and outlives the stack.
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Exam: the managed policy AWSLambdaBasicExecutionRole may write to every log group of the account.
    // This role writes to one, and cannot make that one again once the stack is gone.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);

    super(scope, id, {
      ...props,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      role,
      runtime: Runtime.NODEJS_24_X,
      tracing: Tracing.ACTIVE,
    });

    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'Only xray:PutTraceSegments and xray:PutTelemetryRecords have this resource: X-Ray offers no resource-level ' +
        'permission for them.',
    });
  }
}
