/**
 * What the lab, the generated pages and the drills know of a practice project. Pure data: no CDK, no SDK. Which task
 * statements it trains is in `lambda/shared/exams/practice-map.ts`.
 */
/** One of the stacks of a project that has several. */
export interface StackPlace {
  /** CloudFormation stack name, which is the CDK id as well. */
  readonly name: string;
  /** @default that of the target */
  readonly region?: string;
  /** Whether what it was deployed with may leave it out. @default false */
  readonly optional?: boolean;
}

export interface Project<Output extends string = string> {
  /** Folder name in `lib/projects`, `lambda` and `test`. */
  readonly slug: string;
  readonly title: string;
  /** One sentence: what a learner builds, and what it teaches. */
  readonly summary: string;
  /** CloudFormation stack name, which is the CDK id as well. */
  readonly stackName: string;
  /**
   * Its stacks in the order of their deployment, where there are several. That of `stackName`, which has the outputs, is in
   * the region of the target. @default that one alone
   */
  readonly stacks?: readonly StackPlace[];
  /** What the stack publishes as CloudFormation outputs, each with what it is. */
  readonly outputs: Readonly<Record<Output, string>>;
  /** List price of leaving it deployed and unused for a month, us-east-1. */
  readonly idleUsdPerMonth: number;
  /** The same of what the project itself deploys once it runs, for example a pipeline's stages. @default nothing */
  readonly stagesUsdPerMonth?: number;
  /**
   * List price of the worst day in whole USD: somebody uses all that the throttle of its API, or of its stages', lets
   * through for the request that costs most.
   */
  readonly worstDayUsd?: number;
}

/** The names of its own stacks, in the order of their deployment: not those of stages, which a pipeline of it deploys. */
export const stackNames = ({ stackName, stacks = [{ name: stackName }] }: Project): readonly string[] =>
  stacks.map(({ name }) => name);

/**
 * Begins the name of every stack while the lab is tested on an account (`npm run test:aws`), so that no stack which
 * somebody works with is ever the one that is tested on and destroyed (docs/decisions/0054).
 */
export const STACKS_BEGIN = process.env.CERTLAB_TEST_STACKS ? 'Test' : '';

/** Keeps the literal names of a project's outputs, so that a drill cannot ask for one that is not published. */
export function defineProject<const Output extends string>(project: Project<Output>): Project<Output> {
  const begun = (name: string) => `${STACKS_BEGIN}${name}`;
  const stacks = project.stacks?.map((place) => ({ ...place, name: begun(place.name) }));
  return { ...project, stackName: begun(project.stackName), ...(stacks && { stacks }) };
}
