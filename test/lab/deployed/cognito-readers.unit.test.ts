import { refusal } from '../../support/fakes/answering-aws.ts';
import { type Case, describeReaders } from './describe-readers.ts';

const POOL = {
  AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
  AutoVerifiedAttributes: ['email'],
  DeletionProtection: 'INACTIVE',
  EmailVerificationMessage: 'm',
  EmailVerificationSubject: 's',
  LambdaConfig: { PreSignUp: 'arn' },
  MfaConfiguration: 'OFF',
  SmsVerificationMessage: 'sms',
  UserPoolTags: { a: 'b' },
  UserPoolTier: 'LITE',
  UsernameAttributes: ['email'],
  VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE' },
};
const CLIENT = {
  ...{ AccessTokenValidity: 15, IdTokenValidity: 15, RefreshTokenValidity: 7, AuthSessionValidity: 5 },
  ...{ AllowedOAuthFlows: ['code'], AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthScopes: ['openid'] },
  ...{ CallbackURLs: ['https://c'], EnableTokenRevocation: true, ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] },
  ...{ PreventUserExistenceErrors: 'ENABLED', ReadAttributes: ['email'], WriteAttributes: ['email'] },
  ...{ SupportedIdentityProviders: ['COGNITO'], TokenValidityUnits: { AccessToken: 'minutes' } },
};

const CASES: readonly Case[] = [
  {
    type: 'AWS::Cognito::UserPool',
    physicalId: 'r_1',
    answers: {
      'cognito.describeUserPool': ({ UserPoolId }: Record<string, string>) => ({
        UserPool: {
          ...POOL,
          Arn: `arn:${UserPoolId}`,
          AdminCreateUserConfig: { AllowAdminCreateUserOnly: true, UnusedAccountValidityDays: 7 },
          Policies: { PasswordPolicy: { MinimumLength: 12 }, SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] } },
        },
      }),
    },
    properties: {
      ...POOL,
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      Policies: { PasswordPolicy: { MinimumLength: 12 } },
    },
    attributes: { Arn: 'arn:r_1' },
    defaults: { MfaConfiguration: 'OFF' },
    gone: { 'cognito.describeUserPool': refusal('ResourceNotFoundException') },
  },
  {
    type: 'AWS::Cognito::UserPoolClient',
    physicalId: 'c',
    template: { UserPoolId: 'r_1' },
    answers: { 'cognito.describeUserPoolClient': { UserPoolClient: { ...CLIENT, ClientSecret: 'x' } } },
    properties: { ...CLIENT, GenerateSecret: true, UserPoolId: 'r_1' },
    defaults: { GenerateSecret: false },
    gone: { 'cognito.describeUserPoolClient': refusal('ResourceNotFoundException') },
  },
];

describeReaders(CASES);
