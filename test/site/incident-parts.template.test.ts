/** What an alarm hears of has its place in the diagram, so that the incident room can show where one rings. */
import { describe, expect, it } from 'vitest';
import { shortId } from '../../lib/lab/stacks/stack-resources.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { newsOf, partOf } from '../../lib/site/incident/views.ts';
import { diagramOf } from '../../lib/site/pages/project.ts';
import { synthesize } from '../support/synthesize.ts';

const stacks = await synthesize();

interface Dimension {
  readonly Value: { readonly Ref?: string; readonly 'Fn::GetAtt'?: readonly [string, string] };
}

/** Types that a diagram draws; a rule, for one, is a word beside an arrow. */
const DRAWN = /^AWS::(?:ApiGatewayV2::Api|Lambda::Function|SQS::Queue|StepFunctions::StateMachine)$/;

describe.each(CURRICULUM.filter(({ project }) => diagramOf(project.slug)))('$project.slug', ({ project }) => {
  it('has a part for each resource that an alarm hears of', () => {
    const { resources = {} } = stacks.find(({ name }) => name === project.stackName) ?? {};
    const heard = Object.values(resources)
      .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
      .flatMap(({ Properties }) => (Properties.Dimensions ?? []) as Dimension[])
      .flatMap(({ Value }) => Value.Ref ?? Value['Fn::GetAtt']?.[0] ?? [])
      .filter((id) => DRAWN.test(resources[id]?.Type ?? ''));
    const parts = diagramOf(project.slug)?.parts.map(({ id }) => id);
    expect(heard.map((id) => partOf(shortId(id))).filter((part) => !parts?.includes(part))).toEqual([]);
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
