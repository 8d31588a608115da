/**
 * What is left of stacks that were destroyed. CloudFormation's own record is asked first, then each resource's own
 * service, and only then the tagging index, which lists what is gone for minutes to hours.
 */
import { EMULATOR_REGION } from '../../../emulator/environment.ts';
import type { Target } from '../../../target.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import { physicalIdsOf } from '../stack-resources.ts';
import { type Presence, presenceOf } from './presence.ts';
import { kindOf, type NamedResource, propertiesOf } from './resource-kinds.ts';
import { resourceOfArn } from './resource-of-arn.ts';
import type { RecordedResource } from './stack-record.ts';

/** What is still there, or seems to be. */
export interface Survivor {
  readonly what: string;
  readonly why: string;
  /** A command that removes it, where one does. */
  readonly remove?: string;
}

/** A command of the AWS CLI as somebody types it for this target: the emulator is spoken to by the lab. */
export function typed(words: readonly string[], { name, region }: Target): string {
  const command = words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)).join(' ');
  if (name === 'emulator') return `lab aws ${command}${region === EMULATOR_REGION ? '' : ` --region ${region}`}`;
  const profile = process.env.AWS_PROFILE ? ` --profile ${process.env.AWS_PROFILE}` : '';
  return `aws ${command} --region ${region}${profile}`;
}

/** The command that removes a resource, or undefined where not enough is known of it. */
export function removalOf(resource: NamedResource, target: Target): string | undefined {
  const words = kindOf(resource, target)?.remove(resource.id, propertiesOf(resource));
  return words && typed(words, target);
}

const KEPT = {
  DELETE_SKIPPED: 'CloudFormation left it: its template says so',
  DELETE_FAILED: 'CloudFormation could not delete it',
} as const;

const ASKED: Readonly<Record<Exclude<Presence, 'gone'>, string>> = {
  there: 'and its own service has it',
  'not-known': 'and its own service could not be asked',
};

/** Of a stack's record, what CloudFormation left or could not delete and its own service does not say is gone. */
export async function keptOf(
  record: readonly RecordedResource[],
  target: Target,
  aws: AwsClients,
): Promise<Survivor[]> {
  const kept = await Promise.all(
    record.map(async (resource) => {
      const { status, reason, type, logicalId, id } = resource;
      if (status !== 'DELETE_SKIPPED' && status !== 'DELETE_FAILED') return [];
      const presence = await presenceOf(resource, target, aws);
      if (presence === 'gone') return [];
      const because = reason ? ` (${reason})` : '';
      const why = `${KEPT[status]}${because}, ${ASKED[presence]}`;
      return [{ what: `${type} ${logicalId}: ${id}`, why, remove: removalOf(resource, target) }];
    }),
  );
  return kept.flat();
}

const LISTED: Readonly<Record<Exclude<Presence, 'gone'>, string>> = {
  there: 'it bears the certlab tag, and its own service has it',
  'not-known':
    'the tagging index lists it by its certlab tag, and its own service could not be asked; the index lags minutes to ' +
    'hours behind, so look at it before you delete it',
};

/** The last part of an ARN, a URL or a name: what each way of naming one resource has in common. */
const tail = (id: string) => id.split(/[:/|]/).at(-1) as string;

/** What belongs to a stack that stands, by {@link tail}: a deployment under other names bears the same tags. */
async function inStandingStacks(aws: AwsClients): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  let NextToken: string | undefined;
  do {
    const page = await aws.cloudformation.describeStacks({ NextToken });
    for (const { StackName, StackStatus } of page.Stacks ?? []) {
      if (!StackName || StackStatus === 'DELETE_COMPLETE') continue;
      for (const id of (await physicalIdsOf(StackName, aws)).values()) names.add(tail(id));
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return names;
}

/** Of its region, or of none. AWS lists no others, and the emulator those of all regions. */
const isOf =
  ({ region }: Target) =>
  (arn: string): boolean =>
    ['', region].includes(arn.split(':')[3] ?? '');

/**
 * What bears the tag of one of these projects, is not gone by the word of its own service, and belongs to no stack that
 * stands.
 */
export async function taggedOf(slugs: readonly string[], target: Target, aws: AwsClients): Promise<Survivor[]> {
  const arns: string[] = [];
  let PaginationToken: string | undefined;
  do {
    const TagFilters = [{ Key: 'certlab', Values: [...slugs] }];
    const page = await aws.tagging.getResources({ TagFilters, PaginationToken });
    arns.push(...(page.ResourceTagMappingList ?? []).flatMap(({ ResourceARN }) => ResourceARN ?? []));
    PaginationToken = page.PaginationToken || undefined;
  } while (PaginationToken);
  const listed = await Promise.all(
    arns.filter(isOf(target)).map(async (arn) => {
      const resource = resourceOfArn(arn);
      const presence = resource ? await presenceOf(resource, target, aws) : 'not-known';
      if (presence === 'gone') return [];
      return [{ what: arn, why: LISTED[presence], remove: resource && removalOf(resource, target) }];
    }),
  );
  const found = listed.flat();
  if (found.length === 0) return [];
  const inUse = await inStandingStacks(aws);
  return found.filter(({ what }) => !inUse.has(tail(what)));
}

/** Log groups that are named after these stacks: a service makes one again when it writes after the stack is gone. */
export async function logGroupsOf(
  stackNames: readonly string[],
  target: Target,
  { logs }: Pick<AwsClients, 'logs'>,
): Promise<Survivor[]> {
  const left: Survivor[] = [];
  for (const stackName of stackNames) {
    let nextToken: string | undefined;
    do {
      const page = await logs.describeLogGroups({ logGroupNamePattern: stackName, nextToken });
      for (const { logGroupName: id = '', storedBytes = 0 } of page.logGroups ?? []) {
        // `Beta-ServerlessApi-…` has `ServerlessApi` in it, and is another stack's.
        if (!new RegExp(`(^|/)${stackName}[-/]`).test(id)) continue;
        const why = `it is named after the stack ${stackName} and holds ${storedBytes} bytes`;
        left.push({ what: `log group ${id}`, why, remove: removalOf({ type: 'AWS::Logs::LogGroup', id }, target) });
      }
      nextToken = page.nextToken;
    } while (nextToken);
  }
  return left;
}
