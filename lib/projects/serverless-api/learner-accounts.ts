import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AccountRecovery, FeaturePlan, Mfa, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ME_PATHS, SERVE_ME, SERVE_ME_ACTIONS, SIGN_IN_PATH } from '../../../lambda/serverless-api/env.ts';
import { PARTITION_KEY, SORT_KEY } from '../../../lambda/shared/table/keys.ts';
import { handlerAsset } from '../../bundle.ts';
import { HandlerFunction } from '../../constructs/handler-function.ts';
import { serverlessApi } from './project.ts';

export interface LearnerAccountsProps {
  /** Accounts are at the address of this API, on routes of their own. */
  readonly http: HttpApi;
}

/**
 * Who wants to may sign in, and keep their evidence here: a user pool that pages speak to themselves, an authorizer before
 * `/v1/me`, and a function that reads and writes the learner's own part of one table.
 */
export class LearnerAccounts extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly table: TableV2;
  readonly function: HandlerFunction;

  constructor(scope: Construct, id: string, { http }: LearnerAccountsProps) {
    super(scope, id);

    this.pool = new UserPool(this, 'Pool', {
      // Anybody may sign up, by an address of e-mail that a code has confirmed. No SMS: it is paid for one by one, and
      // anybody could ask for many.
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.OFF,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(1),
      },
      // Exam: feature plans differ in what they can and in the price of an active user. Sign-up, sign-in, tokens and their
      // revocation are in the smallest.
      featurePlan: FeaturePlan.LITE,
      // A sandbox has to be able to go away without a rest. In production: RETAIN, and deletion protection.
      deletionProtection: false,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.pool).acknowledge(
      { id: 'AwsSolutions-COG2', reason: 'What an account keeps is which questions somebody answered, and how.' },
      {
        id: 'AwsSolutions-COG3',
        reason: 'Threat protection is in the plan Plus alone, which is paid per active user.',
      },
      {
        id: 'AwsSolutions-COG8',
        reason: 'Plus is paid per active user, and this keeps nothing that is worth an attack.',
      },
    );

    this.client = this.pool.addClient('Pages', {
      // Exam: a page can keep no secret, so that its client has none; what it gets are tokens for who knows the password.
      generateSecret: false,
      authFlows: { userPassword: true },
      disableOAuth: true,
      // Exam: a caller does not learn whether somebody has an account here.
      preventUserExistenceErrors: true,
      // Exam: an access token stays good until it expires, whatever is revoked meanwhile: so it lives for minutes.
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.days(7),
      enableTokenRevocation: true,
    });

    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: PARTITION_KEY, type: AttributeType.STRING },
      sortKey: { name: SORT_KEY, type: AttributeType.STRING },
      billing: Billing.onDemand({ maxReadRequestUnits: 200, maxWriteRequestUnits: 200 }),
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      // What somebody deletes can be restored for as long as this lasts, and no longer.
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 7 },
      removalPolicy: RemovalPolicy.DESTROY,
    });

    this.function = new HandlerFunction(this, 'Function', {
      description: 'Keeps the evidence of learners who are signed in: reads it, appends to it, deletes it',
      bundle: handlerAsset(serverlessApi.slug, SERVE_ME),
      environment: {
        LEARNER_TABLE_NAME: this.table.tableName,
        SIGN_IN_CLIENT_ID: this.client.userPoolClientId,
      },
      memorySize: 512,
      // It deletes for 20 s, and a call of DynamoDB may be under way then. A gateway waits 30 s.
      timeout: Duration.seconds(29),
    });
    this.function.addToRolePolicy(
      new PolicyStatement({ actions: [...SERVE_ME_ACTIONS], resources: [this.table.tableArn] }),
    );
    Validations.of(this.function).acknowledge({ id: 'Serverless-LambdaDLQ', reason: CALLED_SYNCHRONOUSLY });

    const integration = new HttpLambdaIntegration('Me', this.function, { scopePermissionToRoute: false });
    const methods = [HttpMethod.ANY];
    const authorizer = new HttpUserPoolAuthorizer('Learner', this.pool, { userPoolClients: [this.client] });
    // Exam: of the tokens of a pool only access tokens have a scope: by this the gateway lets no ID token in
    // (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html).
    for (const path of ME_PATHS)
      http.addRoutes({
        path,
        methods,
        integration,
        authorizer,
        authorizationScopes: ['aws.cognito.signin.user.admin'],
      });
    http.addRoutes({ path: SIGN_IN_PATH, methods, integration });
  }
}

const CALLED_SYNCHRONOUSLY =
  'API Gateway invokes it synchronously and answers the caller with its error; there is no asynchronous event to lose.';
