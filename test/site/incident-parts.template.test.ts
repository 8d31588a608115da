/** Where an alarm rings is seen in the diagram of the incident room: by a rule, and for every alarm of every project. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { shortId } from '../../lib/lab/stacks/stack-resources.ts';
import { stackNames } from '../../lib/project.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { newsOf, partOf } from '../../lib/site/incident/views.ts';
import { diagramOf } from '../../lib/site/pages/project.ts';
import { ofType, type Synthesized, synthesize } from '../support/synthesize.ts';

const stacks = await synthesize();

/** Logical ids that a value of a template names. */
function named(value: unknown, resources: Synthesized['resources']): string[] {
  if (typeof value !== 'object' || value === null) return [];
  // What has a name of its own is known by it in another region, and to a rule that it holds itself.
  const bucket = ofType(resources, 'AWS::S3::Bucket').find(([, { Properties }]) =>
    isDeepStrictEqual(Properties?.BucketName, value),
  );
  if (bucket) return [bucket[0]];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key !== 'Ref' && key !== 'Fn::GetAtt') return named(inner, resources);
    const id = key === 'Ref' ? (inner as string) : (inner as readonly string[])[0];
    const { Type, Properties } = resources[id as string] ?? {};
    // A group of targets cuts its balancer's name out of the ARN of a listener, which begins with it.
    if (Type === 'AWS::ElasticLoadBalancingV2::Listener') return named(Properties?.LoadBalancerArn, resources);
    return [id as string];
  });
}

const alarms = stacks.flatMap(({ name, resources }) =>
  ofType(resources, 'AWS::CloudWatch::Alarm').map(([id, { Properties }]) => ({
    stack: name,
    // In a pipeline's stage the stack of a project is called `Beta-ServerlessApi`.
    project: CURRICULUM.find(({ project }) => stackNames(project).includes(name.split('-').at(-1) as string))?.project
      .slug,
    alarm: shortId(id),
    of: ((Properties.Dimensions ?? []) as { readonly Value: unknown }[]).flatMap(({ Value }) =>
      named(Value, resources),
    ),
  })),
);

describe('an alarm that rings', () => {
  it('is there in each project that has some', () => {
    expect(new Set(alarms.map(({ project }) => project))).toEqual(
      new Set(['serverless-api', 'event-pipeline', 'web-app', 'disaster-recovery']),
    );
  });

  it.each(alarms)('leads to a part of the diagram: $stack $alarm', ({ project, of }) => {
    const parts = diagramOf(`${project}`)?.parts.map(({ id }) => id);
    const drawn = of.map((id) => partOf(shortId(id))).filter((part) => parts?.includes(part));
    expect(drawn, `none of ${of.join(', ')} is drawn`).not.toEqual([]);
  });
});

it('the part of a resource is named as in the diagram', () => {
  expect(['ApiHttp', 'ActivityDeadLetters', 'Content', 'HTTPApi'].map(partOf)).toEqual([
    ...['api-http', 'activity-dead-letters', 'content', 'http-api'],
  ]);
});

it('news of the alarms is what began and what ended', () => {
  expect(newsOf(['a', 'b'], ['b', 'c'])).toBe('In alarm: c. No longer in alarm: a.');
  expect(newsOf(['a'], ['a'])).toBe('');
});
