/** Stacks that a project deployed by itself, as a pipeline deploys its stages: `cdk destroy` of the project leaves them. */
import type { Stack } from '@aws-sdk/client-cloudformation';
import type { Project } from '../../project.ts';
import type { Target } from '../../target.ts';
import { refuseForeignStack } from './foreign-stacks.ts';
import type { PlacedStack } from './places.ts';

/** The slug in a template's tags, which are a list or a map. A stack deployed by CodePipeline has no tags itself. */
export function slugInTemplate(body: string, slugs: readonly string[]): string | undefined {
  return slugs.find((slug) =>
    [`"Key":"certlab","Value":"${slug}"`, `"certlab":"${slug}"`].some((tag) => body.replace(/\s+/g, '').includes(tag)),
  );
}

/**
 * The stages that these projects deployed, the oldest first, as far as they are still there.
 * @param all every project of the curriculum: a stage is called `<stage>-<stack of a project>`
 * @throws LabError `TaggedProduction` for one that somebody tagged as production beside its own tag `stage`
 */
export async function deployedStages(
  projects: readonly Project[],
  all: readonly Project[],
  target: Target,
): Promise<readonly PlacedStack[]> {
  const { CloudFormationClient, GetTemplateCommand, paginateDescribeStacks } = await import(
    '@aws-sdk/client-cloudformation'
  );
  const client = new CloudFormationClient(target.clientConfig);
  const slugs = projects.map(({ slug }) => slug);
  const stages: { slug: string; stack: Stack }[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const stack of Stacks) {
      const name = stack.StackName as string;
      if (stack.StackStatus === 'DELETE_COMPLETE' || !all.some(({ stackName }) => name.endsWith(`-${stackName}`)))
        continue;
      const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName: name }));
      const slug = slugInTemplate(TemplateBody, slugs);
      if (slug) stages.push({ slug, stack });
    }
  }
  for (const { slug, stack } of stages) {
    // Its own tag `stage` says Prod as well; what somebody added beside it counts.
    const tags = (stack.Tags ?? []).filter(({ Key }) => Key !== 'stage');
    refuseForeignStack({ ...stack, Tags: [...tags, { Key: 'certlab', Value: slug }] }, target);
  }
  return stages
    .sort((a, b) => Number(a.stack.CreationTime) - Number(b.stack.CreationTime))
    .map(({ slug, stack }) => ({ slug, stackName: stack.StackName as string, target }));
}
