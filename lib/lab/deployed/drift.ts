/**
 * What of a stack is not as it was deployed: changed by hand, gone, or added to what the stack holds. `lab restore` says
 * it, so that a repair by other means does not end in a deployment that looks restored and is not.
 */
import { gapOf, ignoredOf } from '../../emulator/gaps.ts';
import type { Target } from '../../target.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import { addedTo } from './added.ts';
import { type ReadBack, readStack, refersToGone } from './as-deployed.ts';
import { leadBackOf } from './lead-back.ts';
import type { Difference } from './normal-form.ts';
import { NOT_READ_BACK } from './reader.ts';
import { templateOf } from './templates.ts';

export interface Drift {
  readonly stack: string;
  /** Its logical id in the template. */
  readonly resource: string;
  /** CloudFormation type, for example `AWS::SQS::Queue`. */
  readonly type: string;
  readonly change: 'gone' | 'changed' | 'added';
  /** The property that is another, or the name of what was added; empty where the resource is gone. */
  readonly what: string;
  /** One call, or a few, that make it as deployed; without it only to deploy again does. One for all of a resource. */
  readonly leadBack?: () => Promise<unknown>;
  /** Takes an addition away, also one that stands in for what is gone and is left standing by a restore. */
  readonly remove?: () => Promise<unknown>;
}

/**
 * Compares a deployed stack with the template that it was deployed by; takes seconds.
 * @param ownCode SHA-256 (base64) of builds that ran before a drill put another in their place: to run one is no drift, even
 * where the stack was deployed since from the sources that the learner fixed
 * @returns nothing where it is as deployed; undefined where nobody knows the template any longer
 */
export async function driftOf(
  stackName: string,
  target: Pick<Target, 'name' | 'region' | 'account'>,
  aws: AwsClients,
  stateFolder: string,
  ownCode: ReadonlySet<string> = new Set(),
): Promise<Drift[] | undefined> {
  const template = await templateOf(stackName, target, aws, stateFolder);
  if (!template) return undefined;
  const resources = await readStack(stackName, template, aws, target);
  const changed = await Promise.all(
    resources.map(async (one) => {
      const differing = (target.name === 'emulator' ? withoutGaps(one) : one.differences).filter(
        // What is gone is told by itself.
        ({ expected }) => !refersToGone(expected),
      );
      const paths = [...new Set(withoutOwnCode(differing, ownCode).map(({ path }) => path))];
      if (await isSameRelease(one, paths, aws)) return [];
      const leadBack = leadBackOf(aws, one, paths);
      return paths.map((path) => ({ ...driftAt(one, path), ...(leadBack && { leadBack }) }));
    }),
  );
  const added = await addedTo(resources, aws);
  return [
    ...changed.flat(),
    ...added.map(({ to, name, remove, standsIn }) => ({
      ...{ stack: stackName, resource: to.logicalId, type: to.type },
      ...{ change: 'added' as const, what: name, remove },
      ...(!standsIn && { leadBack: remove }),
    })),
  ];
}

/** Of which parts of a stack nothing is read back, each once: whether they are as deployed nobody knows. */
export async function notComparedOf(
  stackName: string,
  target: Pick<Target, 'name'>,
  aws: AwsClients,
  stateFolder: string,
): Promise<readonly string[]> {
  const { Resources = {} } = (await templateOf(stackName, target, aws, stateFolder)) ?? {};
  return [...new Set(Object.values(Resources).flatMap(({ Type }) => NOT_READ_BACK[Type] ?? []))].sort();
}

const driftAt = ({ stackName, logicalId, type }: ReadBack, path: string): Drift => ({
  ...{ stack: stackName, resource: logicalId, type },
  ...{ change: path === '' ? 'gone' : 'changed', what: path },
});

function withoutOwnCode(differing: readonly Difference[], ownCode: ReadonlySet<string>): readonly Difference[] {
  const runs = differing.find(({ path }) => path === 'Code.CodeSha256')?.found;
  return ownCode.has(String(runs)) ? differing.filter(({ path }) => !path.startsWith('Code.')) : differing;
}

/** What differs and is not a gap of the emulator that nothing fills. */
export function withoutGaps({ type, differences }: ReadBack): ReadBack['differences'] {
  return differences.filter(({ path }) => {
    const gap = gapOf(type);
    if (path === '' && gap) return gap.make !== undefined;
    return !ignoredOf(type).some(({ ignores = '', make }) => !make && `${path}.`.startsWith(`${ignores}.`));
  });
}

/** What a call of a version runs by. */
const RUNS_BY = [
  ...(['Architectures', 'CodeSha256', 'DeadLetterConfig', 'Environment', 'EphemeralStorage', 'Handler'] as const),
  ...(['KMSKeyArn', 'Layers', 'LoggingConfig', 'MemorySize', 'Role', 'Runtime', 'Timeout', 'TracingConfig'] as const),
  'VpcConfig',
] as const;

/**
 * Whether an alias or a version differs by its number alone. To put back code or a variable of a function with an alias is
 * to publish what was there before under the next number; and of what a version no alias points at is, nobody is served.
 */
async function isSameRelease({ type, found, properties }: ReadBack, paths: readonly string[], aws: AwsClients) {
  if (type === 'AWS::Lambda::Version') return true;
  const live = found?.properties.FunctionVersion as string | undefined;
  if (type !== 'AWS::Lambda::Alias' || paths.join() !== 'FunctionVersion' || !live || live === '$LATEST') return false;
  const [latest, published] = await Promise.all(
    [undefined, live].map((Qualifier) =>
      aws.lambda.getFunctionConfiguration({ FunctionName: properties.FunctionName as string, Qualifier }),
    ),
  );
  const release = (configuration: typeof latest) => JSON.stringify(RUNS_BY.map((name) => configuration?.[name]));
  // `$LATEST` itself is compared with the template, as the function.
  return release(latest) === release(published);
}
