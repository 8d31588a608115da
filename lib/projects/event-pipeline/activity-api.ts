import { Duration, Validations } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { HANDLERS } from '../../../lambda/event-pipeline/env.ts';
import { handlerAsset } from '../../bundle.ts';
import { AccessLog } from '../../constructs/access-log.ts';
import { HandlerFunction } from '../../constructs/handler-function.ts';
import type { LearnerTable } from './learner-table.ts';
import { eventPipeline } from './project.ts';

export interface ActivityApiProps {
  readonly bus: IEventBus;
  readonly cardQueue: IQueue;
  readonly standings: LearnerTable;
}

/** The way in and the way out: one function that validates and hands on, one that only reads. */
export class ActivityApi extends Construct {
  readonly http: HttpApi;
  readonly accept: HandlerFunction;
  readonly read: HandlerFunction;

  constructor(scope: Construct, id: string, { bus, cardQueue, standings }: ActivityApiProps) {
    super(scope, id);

    // Exam: two functions and two roles. Anyone who breaks into the writer cannot read a standing, anyone who breaks into
    // the reader cannot send an event.
    this.accept = new HandlerFunction(this, 'Accept', {
      description: 'Validates study activity and hands it to the bus, or to the FIFO queue where order matters',
      bundle: handlerAsset(eventPipeline.slug, HANDLERS.acceptActivity),
      memorySize: 512,
      timeout: Duration.seconds(10),
      environment: { ACTIVITY_BUS_NAME: bus.eventBusName, CARD_QUEUE_URL: cardQueue.queueUrl },
    });
    this.accept.addToRolePolicy(new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus.eventBusArn] }));
    this.accept.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [cardQueue.queueArn] }));

    this.read = new HandlerFunction(this, 'Read', {
      description: "Serves a learner's standings and review cards",
      bundle: handlerAsset(eventPipeline.slug, HANDLERS.readStandings),
      memorySize: 512,
      timeout: Duration.seconds(10),
      environment: { STANDINGS_TABLE_NAME: standings.tableName },
    });
    this.read.addToRolePolicy(
      new PolicyStatement({ actions: ['dynamodb:GetItem', 'dynamodb:Query'], resources: [standings.tableArn] }),
    );
    for (const called of [this.accept, this.read]) {
      Validations.of(called).acknowledge({
        id: 'Serverless-LambdaDLQ',
        reason: 'API Gateway invokes it synchronously and answers the caller with its error: no event can be lost.',
      });
    }

    const reading = new HttpLambdaIntegration('Read', this.read);
    this.http = new HttpApi(this, 'Http', {
      description: 'Study activity in, standings out',
      createDefaultStage: false,
      // What no route matches is answered 404 or 405 in the same form as every other error.
      defaultIntegration: reading,
    });
    Validations.of(this.http).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        'Writing asks for a signature (IAM). Reading is open on purpose: a standing is found by a pseudonymous id, ' +
        'holds nothing personal, and study pages read it without credentials.',
    });
    // Exam: IAM authorization is what programs with a role get for nothing; people without one need a JWT authorizer.
    this.http.addRoutes({
      path: '/v1/activity',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('Accept', this.accept),
      authorizer: new HttpIamAuthorizer(),
    });
    this.http.addRoutes({ path: '/v1/standings/{learnerId}', methods: [HttpMethod.GET], integration: reading });
    this.http.addRoutes({ path: '/v1/cards/{learnerId}/{cardId}', methods: [HttpMethod.GET], integration: reading });

    new HttpStage(this, 'Stage', {
      httpApi: this.http,
      stageName: '$default',
      autoDeploy: true,
      // What bounds the bill: see the README, section Cost.
      throttle: { rateLimit: 50, burstLimit: 100 },
      accessLogSettings: new AccessLog(this, 'AccessLog').settings,
    });
  }
}
