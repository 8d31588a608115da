/** What reading a deployed resource back takes and gives; one file per service stands in `readers/`. */
import type { AwsClients } from '../aws/aws-clients.ts';

export type Properties = Readonly<Record<string, unknown>>;

/** What a reader has to know: a resource of a stack, with its template's properties once every reference is replaced. */
export interface ToRead {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly properties: Properties;
}

/** What the service says of a resource. */
export interface Found {
  /** In the spelling of a template. */
  readonly properties: Properties;
  /**
   * What a property is when nobody set it. Where the template does not name a property that is at its default, or that
   * is empty, nothing was added.
   */
  readonly defaults?: Properties;
  /** What `Fn::GetAtt` answers, by attribute; only those that our templates ask for. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Asks the service that holds a resource for it; `undefined` when it is gone. */
export type Reader = (aws: AwsClients, resource: ToRead) => Promise<Found | undefined>;

/** Types that no service holds anything of, with the reason. */
export const KEEPS_NOTHING: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'a note for the CDK; nothing is made',
  'Custom::S3AutoDeleteObjects': 'a call of a function when the stack is deleted; nothing is kept',
  'Custom::Trigger': 'a call of a function while deploying; nothing is kept',
};

/**
 * Services of which nothing is read back yet: a stack that has them is compared without. To lead them back is to deploy again,
 * and what a drill changed of them `lab restore` puts back from its journal (docs/decisions/0079).
 */
const NOT_READ_BACK = [
  'AWS::ApplicationAutoScaling::',
  'AWS::CloudFront::',
  'AWS::EC2::',
  'AWS::ECS::',
  'AWS::ElastiCache::',
  'AWS::ElasticLoadBalancingV2::',
  'AWS::RDS::',
  'AWS::SecretsManager::',
  'AWS::WAFv2::',
];

/** Whether a resource of this type is left out where a stack is compared with its template. */
export const isPassedOver = (type: string): boolean =>
  type in KEEPS_NOTHING || NOT_READ_BACK.some((service) => type.startsWith(service));

/** `Name` → `name` and back: some services spell a property as CloudFormation does, but for its first letter. */
export const capitalized = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(capitalized);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name.charAt(0).toUpperCase() + name.slice(1), capitalized(inner)]),
  );
};

/** The part of a property, or nothing where it is what the service has by default. */
export const unless = <Value>(value: Value | undefined, standard: Value): Value | undefined =>
  value === standard ? undefined : value;
