import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { ME_PATHS } from '../../../lambda/serverless-api/env.ts';
import { ofType, type Synthesized, synthesize } from '../../support/synthesize.ts';

let template: Template;
let resources: Synthesized['resources'];

beforeAll(async () => {
  [{ template, resources }] = (await synthesize('serverless-api')) as [Synthesized];
});

const all = (type: string) => ofType(resources, type).map(([, { Properties }]) => Properties);

describe('the accounts', () => {
  it('have strong passwords, confirmed addresses, and no message that is paid for one by one', () => {
    expect(all('AWS::Cognito::UserPool')).toEqual([
      expect.objectContaining({
        AutoVerifiedAttributes: ['email'],
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
        MfaConfiguration: 'OFF',
        UsernameAttributes: ['email'],
        UserPoolTier: 'LITE',
      }),
    ]);
    expect(all('AWS::Cognito::UserPool')[0]?.SmsConfiguration).toBeUndefined();
    expect(all('AWS::Cognito::UserPool')[0]?.Policies.PasswordPolicy).toMatchObject({
      ...{
        MinimumLength: 12,
        RequireLowercase: true,
        RequireUppercase: true,
        RequireNumbers: true,
        RequireSymbols: true,
      },
    });
  });

  it('are signed in to by a client without a secret, which says nothing of who has one, for minutes at a time', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      AccessTokenValidity: 15,
      AllowedOAuthFlowsUserPoolClient: false,
      EnableTokenRevocation: true,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      GenerateSecret: false,
      PreventUserExistenceErrors: 'ENABLED',
      RefreshTokenValidity: 7 * 24 * 60,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
    });
  });

  it('keep their evidence in a table with a ceiling, whose backups end after a week', () => {
    const [, { Properties } = { Properties: {} }] =
      ofType(resources, 'AWS::DynamoDB::GlobalTable').find(([id]) => id.startsWith('Accounts')) ?? [];
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 200 },
      Replicas: [
        {
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
          ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 200 },
        },
      ],
    });
    expect(Properties).not.toHaveProperty('TimeToLiveSpecification');
  });

  it('asks who wants to /v1/me for an access token of its own pool and client, and nobody else', () => {
    const [pool] = ofType(resources, 'AWS::Cognito::UserPool').map(([id]) => id);
    const [client] = ofType(resources, 'AWS::Cognito::UserPoolClient').map(([id]) => id);
    const authorizers = ofType(resources, 'AWS::ApiGatewayV2::Authorizer');
    expect(authorizers).toHaveLength(1);
    const [authorizer, { Properties = {} } = {}] = authorizers[0] ?? [];
    expect(Properties).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Audience: [{ Ref: client }] },
    });
    expect(JSON.stringify(Properties.JwtConfiguration)).toContain(`{"Ref":"${pool}"}`);
    const asked = all('AWS::ApiGatewayV2::Route').filter(({ AuthorizationType }) => AuthorizationType !== 'NONE');
    expect(asked.map(({ RouteKey }) => RouteKey)).toEqual(ME_PATHS.map((path) => `ANY ${path}`));
    for (const route of asked)
      expect(route).toMatchObject({
        AuthorizationType: 'JWT',
        AuthorizerId: { Ref: authorizer },
        // ID tokens have no scope.
        AuthorizationScopes: ['aws.cognito.signin.user.admin'],
      });
  });
});
