import { beforeAll, describe, expect, it } from 'vitest';
import { disasterRecovery } from '../../lib/projects/disaster-recovery/project.ts';
import { type Synthesized, synthesize } from '../support/synthesize.ts';

let stacks: readonly Synthesized[];

beforeAll(async () => {
  stacks = await synthesize();
}, 120_000);

describe('the stacks, side by side', () => {
  it('export nothing, so that none has to wait for another to change or to go', () => {
    const exported = stacks.flatMap(({ name, template }) =>
      Object.entries(template.findOutputs('*')).flatMap(([id, { Export }]) => (Export ? [`${name}.${id}`] : [])),
    );
    expect(exported).toEqual([]);
  });

  it('import nothing of one another', () => {
    for (const { name, template } of stacks) {
      const text = JSON.stringify(template.toJSON());
      expect(text.includes('Fn::ImportValue') || text.includes('Fn::GetStackOutput'), name).toBe(false);
    }
  });

  it('look nothing up in the account while they are made, so that one assembly serves every account', () => {
    for (const { name, environment } of stacks) {
      // Which two regions a project is in, its settings say; the account never.
      const region = name.startsWith(disasterRecovery.stackName) ? '(us-east-1|us-west-2)' : 'unknown-region';
      expect(environment, name).toMatch(new RegExp(`^aws://unknown-account/${region}$`));
    }
  });

  it('are tagged with their project', () => {
    for (const { tags } of stacks) expect(tags.certlab).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });
});
