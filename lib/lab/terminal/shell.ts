/** The text that makes a shell take over an environment: every value quoted for that shell, every rival unset. */

/** What a shell calls things. The text is evaluated by `eval "$(…)"`, by `source` in fish, by `Invoke-Expression`. */
interface Dialect {
  readonly unset: (names: readonly string[]) => string;
  readonly set: (name: string, value: string) => string;
  /** The line a person types to have the text evaluated. */
  readonly use: string;
}

const POSIX: Dialect = {
  unset: (names) => `unset ${names.join(' ')}`,
  set: (name, value) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
  use: 'eval "$(npm run -s lab -- env)"',
};

const FISH: Dialect = {
  // A universal variable outlives the shell, so it is not ours to erase: the person is told.
  unset: (names) =>
    `for name in ${names.join(' ')}; set -e -g $name; set -q $name; ` +
    'and echo "certlab: the universal variable $name still applies; set -eU $name erases it." >&2; end; true',
  // Inside single quotes fish knows two escapes, and nothing else is special.
  set: (name, value) => `set -gx ${name} '${value.replace(/[\\']/g, '\\$&')}'`,
  use: 'npm run -s lab -- env --shell fish | source',
};

const POWERSHELL: Dialect = {
  unset: (names) => `Remove-Item -ErrorAction Ignore -Path ${names.map((name) => `Env:${name}`).join(', ')}`,
  // PowerShell takes each of the typographic single quotes for a quote as well; doubled they stand for themselves.
  set: (name, value) => `$env:${name} = '${value.replace(/['\u2018-\u201b]/g, '$&$&')}'`,
  use: 'npm run -s lab -- env --shell powershell | Out-String | Invoke-Expression',
};

const DIALECTS = { sh: POSIX, bash: POSIX, zsh: POSIX, fish: FISH, powershell: POWERSHELL } as const;

export type Shell = keyof typeof DIALECTS;

/** The shells that `lab env --shell` writes for. */
export const SHELLS = Object.keys(DIALECTS) as Shell[];

/** How a person makes this shell evaluate what `lab env` prints. */
export const useIn = (shell: Shell): string => DIALECTS[shell].use;

/**
 * Services whose own endpoint variable would win over `AWS_ENDPOINT_URL`: those that the projects use. Any other that is
 * set where the text is made is unset too. Names: https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints.html
 */
const SERVICES = [
  ...['APIGATEWAYV2', 'CLOUDFORMATION', 'CLOUDWATCH', 'CLOUDWATCH_LOGS', 'CODEBUILD', 'CODEDEPLOY', 'CODEPIPELINE'],
  ...['COGNITO_IDENTITY_PROVIDER', 'DYNAMODB', 'DYNAMODB_STREAMS', 'EC2', 'ECS', 'EVENTBRIDGE', 'IAM', 'KMS', 'LAMBDA'],
  ...['PIPES', 'RDS', 'RESOURCE_GROUPS_TAGGING_API', 'S3', 'S3_CONTROL', 'SECRETS_MANAGER', 'SFN', 'SNS', 'SQS', 'SSM'],
  ...['STS', 'XRAY'],
];

/**
 * Variables by which the AWS CLI and the SDKs would use another identity, endpoint, region or way than the lab's, or
 * that go with those (AWS SDKs and Tools Reference Guide, "Environment variables", and the AWS CLI's own page).
 */
const RIVALS = [
  ...['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_REGION', 'AWS_DEFAULT_REGION'],
  ...['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN', 'AWS_CREDENTIAL_EXPIRATION'],
  ...['AWS_CREDENTIAL_FILE', 'AWS_CREDENTIAL_SCOPE', 'AWS_ROLE_ARN', 'AWS_ROLE_SESSION_NAME', 'AWS_ACCOUNT_ID'],
  ...['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'],
  ...['AWS_CONTAINER_AUTHORIZATION_TOKEN', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', 'AWS_BEARER_TOKEN_BEDROCK'],
  ...['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT', 'AWS_CA_BUNDLE'],
  ...['AWS_ACCOUNT_ID_ENDPOINT_MODE', 'AWS_ENABLE_ENDPOINT_DISCOVERY', 'AWS_ENDPOINT_DISCOVERY_ENABLED'],
  ...['AWS_EC2_METADATA_SERVICE_ENDPOINT', 'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE', 'AWS_STS_REGIONAL_ENDPOINTS'],
  ...['AWS_S3_USE_ARN_REGION', 'AWS_S3_US_EAST_1_REGIONAL_ENDPOINT', 'AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS'],
  ...['AWS_S3_DISABLE_EXPRESS_SESSION_AUTH', 'AWS_SIGV4A_SIGNING_REGION_SET', 'AWS_AUTH_SCHEME_PREFERENCE'],
  ...['AWS_DEFAULTS_MODE', 'AWS_DISABLE_HOST_PREFIX_INJECTION', 'AWS_SDK_LOAD_CONFIG', 'AWS_DATA_PATH', 'BOTO_CONFIG'],
  ...SERVICES.map((service) => `AWS_ENDPOINT_URL_${service}`),
  ...['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'NO_PROXY'],
];

/** Any variable of this kind that is set is a rival too, in either case. A name that a shell could not have is nobody's. */
const RIVAL = /^(AWS_\w+|BOTO_CONFIG|(https?|all|no)_proxy)$/i;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The text that gives `shell` the variables and takes away what would win over them, whether it is set now or not.
 * @param present the environment that the shell has now, for variables that no list could know
 */
export function environmentScript(
  shell: Shell,
  variables: Readonly<Record<string, string>>,
  present: NodeJS.ProcessEnv = {},
): string {
  const found = Object.keys(present).filter((name) => RIVAL.test(name) && NAME.test(name));
  const unset = [...new Set([...RIVALS, ...found])].filter((name) => !(name in variables)).toSorted();
  const { unset: takeAway, set } = DIALECTS[shell];
  return [takeAway(unset), ...Object.entries(variables).map(([name, value]) => set(name, value))].join('\n');
}
