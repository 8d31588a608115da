import { Duration, Validations } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { SERVE_SITE, SITE_PATHS } from '../../../lambda/serverless-api/env.ts';
import { handlerAsset } from '../../bundle.ts';
import { HandlerFunction } from '../../constructs/handler-function.ts';
import { serverlessApi } from './project.ts';

export interface StudySiteProps {
  /** The site is at the address of this API, on routes of its own; every other path stays the API's. */
  readonly http: HttpApi;
}

/**
 * The study site: pages made ahead, which a function of its own hands out from its bundle. It needs neither table nor
 * bucket, costs nothing while nobody reads, and a page's first byte waits for no content to be read.
 */
export class StudySite extends Construct {
  readonly function: HandlerFunction;

  constructor(scope: Construct, id: string, { http }: StudySiteProps) {
    super(scope, id);

    this.function = new HandlerFunction(this, 'Function', {
      description: 'Hands out the pages of the study site, made and compressed at build time',
      bundle: handlerAsset(serverlessApi.slug, SERVE_SITE),
      // Exam: more memory is more CPU, and what a page takes is a few milliseconds of a whole one: the bench has the figures.
      memorySize: 256,
      timeout: Duration.seconds(3),
    });
    Validations.of(this.function).acknowledge({ id: 'Serverless-LambdaDLQ', reason: CALLED_SYNCHRONOUSLY });

    // Exam: a route for GET leaves HEAD out. By ANY the function sees every method, and says which ones there are.
    const methods = [HttpMethod.ANY];
    // One statement that names this API, and not one a route: a function's policy has room for 20 KB.
    const integration = new HttpLambdaIntegration('Site', this.function, { scopePermissionToRoute: false });
    for (const path of SITE_PATHS) http.addRoutes({ path, methods, integration });
  }
}

const CALLED_SYNCHRONOUSLY =
  'API Gateway invokes it synchronously and answers the caller with its error; there is no asynchronous event to lose.';
