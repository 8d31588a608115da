import { Duration } from 'aws-cdk-lib';
import { JitterType } from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';

/**
 * By the name that Step Functions gives an integration: the service in IAM, and what begins the names of its errors
 * (Step Functions Developer Guide, "Learning to use AWS service SDK integrations").
 */
const SERVICES = {
  dynamodb: { iam: 'dynamodb', errors: 'DynamoDb' },
  ecs: { iam: 'ecs', errors: 'Ecs' },
  elasticloadbalancingv2: { iam: 'elasticloadbalancing', errors: 'ElasticLoadBalancingV2' },
  rds: { iam: 'rds', errors: 'Rds' },
  sfn: { iam: 'states', errors: 'Sfn' },
} as const;

export interface Call {
  readonly service: keyof typeof SERVICES;
  /** As IAM spells it. */
  readonly action: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** ARNs of what the workflow's role may do this to. */
  readonly on: readonly string[];
  /** Variables of the workflow by name, in JSONata, from the answer in `$states.result`. */
  readonly assign?: Readonly<Record<string, string>>;
}

/**
 * A state that makes one call of an API, in the region of the workflow. What AWS has no error of its own for, a throttled
 * call among it, is tried again; other errors are for the state to catch.
 */
export function call(scope: Construct, id: string, { service, action, parameters, on, assign }: Call): CallAwsService {
  const { iam, errors } = SERVICES[service];
  const task = CallAwsService.jsonata(scope, id, {
    service,
    action: action.charAt(0).toLowerCase() + action.slice(1),
    parameters: { ...parameters },
    iamAction: `${iam}:${action}`,
    iamResources: [...on],
    ...(assign && { assign: { ...assign } }),
  });
  task.addRetry({
    errors: [`${errors}.${errors}Exception`, `${errors}.SdkClientException`],
    interval: Duration.seconds(2),
    backoffRate: 2,
    maxAttempts: 4,
    jitterStrategy: JitterType.FULL,
  });
  return task;
}
