import type { AppProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/app.ts';
import { CURRICULUM, EXAMPLE } from '../../lib/projects/registry.ts';

/** Of every project, as the context has them. */
const everySlug = CURRICULUM.map(({ project }) => project.slug).join();

/** One stack as the app makes it: feature flags, tags and aspects included, and every policy check passed. */
export interface Synthesized {
  readonly name: string;
  readonly template: Template;
  readonly resources: Readonly<Record<string, Resource>>;
  /** Tags of the stack itself, which CloudFormation hands on to every resource. */
  readonly tags: Readonly<Record<string, string>>;
  /** Account and region it is bound to, as `aws://account/region`. */
  readonly environment: string;
}

/** A resource of a synthesized template. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is any JSON, and tests look into it.
  readonly Properties: Record<string, any>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/**
 * The stacks of the projects named (slugs, separated by commas), or of all; those in a pipeline's stages come last.
 * The handlers have to be bundled before: the set-up of the test projects sees to it (test/support/bundle.setup.ts).
 *
 * @throws what synthesis throws, with every finding of the policy checks
 */
export async function synthesize(projects?: string, props: AppProps = {}): Promise<Synthesized[]> {
  const app = await createApp({
    ...props,
    context: { ...(projects === undefined && EXAMPLE), ...props.context },
    postCliContext: { projects: projects ?? everySlug },
  });
  return app.synth().stacksRecursively.map((stack) => ({
    name: stack.stackName,
    template: Template.fromJSON(stack.template),
    resources: stack.template.Resources,
    tags: stack.tags,
    environment: stack.environment.name,
  }));
}

/** The resources of one type, by their logical id. */
export function ofType(resources: Synthesized['resources'], type: string): [string, Resource][] {
  return Object.entries(resources).filter(([, resource]) => resource.Type === type);
}
