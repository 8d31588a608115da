import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { CorsHttpMethod, HttpApi, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CROSS_ORIGIN, SERVE_API } from '../../../lambda/serverless-api/env.ts';
import { handlerAsset } from '../../bundle.ts';
import { AccessLog } from '../../constructs/access-log.ts';
import { HandlerFunction } from '../../constructs/handler-function.ts';
import type { ContentTable } from './content-table.ts';
import { serverlessApi } from './project.ts';

export interface ComparisonApiProps {
  readonly table: ContentTable;
}

/** Name of the alias that callers reach. */
export const LIVE = 'live';

/** The comparison over HTTP: every request goes to one function, which routes by itself. */
export class ComparisonApi extends Construct {
  readonly function: HandlerFunction;
  readonly live: Alias;
  readonly http: HttpApi;
  readonly accessLog: AccessLog;

  constructor(scope: Construct, id: string, { table }: ComparisonApiProps) {
    super(scope, id);

    this.function = new HandlerFunction(this, 'Function', {
      description: 'Answers every request to the comparison API',
      bundle: handlerAsset(serverlessApi.slug, SERVE_API),
      environment: { CONTENT_TABLE_NAME: table.tableName },
      // Exam: memory is the one dial of a function, and CPU comes with it. Twice the memory for half the time costs
      // the same, and the caller waits half as long.
      memorySize: 1024,
      timeout: Duration.seconds(10),
      // Without the versions before it an alias has nothing to go back to. They are deleted with the function.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    });
    table.allowReading(this.function);
    Validations.of(this.function).acknowledge({ id: 'Serverless-LambdaDLQ', reason: CALLED_SYNCHRONOUSLY });

    // Exam: callers hold on to the alias; what it points at may change under them, at once or by a share of traffic.
    this.live = new Alias(this, 'Live', { aliasName: LIVE, version: this.function.currentVersion });

    this.http = new HttpApi(this, 'Http', {
      // A label for the console, which need not be unique; without one it reads "Http".
      apiName: Stack.of(this).stackName,
      description: 'The comparison of the two certifications',
      createDefaultStage: false,
      // One route for everything: paths and methods are declared once, in the application, which answers 404 and 405
      // in the same form as every other error.
      defaultIntegration: new HttpLambdaIntegration('Live', this.live),
      // Preflights are answered here: without this each of them would be a request to the function.
      corsPreflight: {
        allowOrigins: [CROSS_ORIGIN.origin],
        allowMethods: CROSS_ORIGIN.methods.map((method) => CorsHttpMethod[method]),
        allowHeaders: [...CROSS_ORIGIN.requestHeaders],
        exposeHeaders: [...CROSS_ORIGIN.exposedHeaders],
        maxAge: Duration.seconds(CROSS_ORIGIN.maxAgeSeconds),
      },
    });
    Validations.of(this.http).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason: 'Reference data and pages are public. What belongs to one learner is on routes that ask for a token.',
    });

    this.accessLog = new AccessLog(this, 'AccessLog');
    new HttpStage(this, 'Stage', {
      httpApi: this.http,
      stageName: '$default',
      autoDeploy: true,
      // Exam: throttling is what bounds the bill of a pay-per-request API. Callers that get 429 cost nothing. It is a
      // target, applied as well as possible, and no guaranteed ceiling.
      throttle: { rateLimit: 10, burstLimit: 100 },
      accessLogSettings: this.accessLog.settings,
    });
  }
}

const CALLED_SYNCHRONOUSLY =
  'API Gateway invokes it synchronously and answers the caller with its error; there is no asynchronous event to lose.';
