/**
 * Takes the place of the SDK's default chain of credential providers in every bundle (see `lib/bundle.ts`): Lambda puts
 * its role's credentials into the environment, and the other providers weigh 135 KB that no function ever runs.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
