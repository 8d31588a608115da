/** Reads user pools back: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/ */
import { orMissing } from '../../aws/missing.ts';
import { type Reader, unless } from '../reader.ts';

export const userPool: Reader = async (aws, { physicalId }) => {
  const pool = (await orMissing(aws.cognito.describeUserPool({ UserPoolId: physicalId })))?.UserPool;
  if (!pool) return undefined;
  const { AdminCreateUserConfig: byAdmin, LambdaConfig, Policies, Arn = '' } = pool;
  return {
    properties: {
      AccountRecoverySetting: pool.AccountRecoverySetting,
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: byAdmin?.AllowAdminCreateUserOnly },
      AutoVerifiedAttributes: pool.AutoVerifiedAttributes,
      DeletionProtection: pool.DeletionProtection,
      EmailVerificationMessage: pool.EmailVerificationMessage,
      EmailVerificationSubject: pool.EmailVerificationSubject,
      LambdaConfig,
      MfaConfiguration: pool.MfaConfiguration,
      // How one may sign in first is said there too, and only of a pool whose plan has more than one way.
      Policies: { PasswordPolicy: Policies?.PasswordPolicy },
      SmsVerificationMessage: pool.SmsVerificationMessage,
      UserPoolTags: pool.UserPoolTags,
      UserPoolTier: pool.UserPoolTier,
      UsernameAttributes: pool.UsernameAttributes,
      VerificationMessageTemplate: pool.VerificationMessageTemplate,
    },
    defaults: { MfaConfiguration: 'OFF' },
    attributes: { Arn },
  };
};

export const userPoolClient: Reader = async (aws, { physicalId: ClientId, properties }) => {
  const UserPoolId = properties.UserPoolId as string;
  const client = (await orMissing(aws.cognito.describeUserPoolClient({ UserPoolId, ClientId })))?.UserPoolClient;
  if (!client) return undefined;
  return {
    properties: {
      AccessTokenValidity: client.AccessTokenValidity,
      AllowedOAuthFlows: client.AllowedOAuthFlows,
      AllowedOAuthFlowsUserPoolClient: client.AllowedOAuthFlowsUserPoolClient,
      AllowedOAuthScopes: client.AllowedOAuthScopes,
      CallbackURLs: client.CallbackURLs,
      EnableTokenRevocation: client.EnableTokenRevocation,
      ExplicitAuthFlows: client.ExplicitAuthFlows,
      GenerateSecret: client.ClientSecret !== undefined,
      IdTokenValidity: client.IdTokenValidity,
      // Minutes, between two steps of a sign-in.
      AuthSessionValidity: unless(client.AuthSessionValidity, 3),
      PreventUserExistenceErrors: client.PreventUserExistenceErrors,
      ReadAttributes: client.ReadAttributes,
      RefreshTokenValidity: client.RefreshTokenValidity,
      SupportedIdentityProviders: client.SupportedIdentityProviders,
      TokenValidityUnits: client.TokenValidityUnits,
      UserPoolId,
      WriteAttributes: client.WriteAttributes,
    },
    defaults: { GenerateSecret: false },
  };
};
