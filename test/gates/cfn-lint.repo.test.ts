/** What AWS would refuse in a template, without an account: every template, by cfn-lint and its own data of the regions. */
import { beforeAll, describe, expect, it } from 'vitest';
import { REGIONS, supportedRegions } from '../../lib/lab/aws/regions.ts';
import { CURRICULUM, STARTED_BY_DEFAULT } from '../../lib/projects/registry.ts';
import { installCfnLint, lint, regionsThatDiffer } from '../support/cfn-lint.ts';
import { type Synthesized, synthesize } from '../support/synthesize.ts';
import { regionTable } from './regions.ts';

const ALWAYS = ['us-east-1', 'eu-central-1'];
const projects = STARTED_BY_DEFAULT.map(({ project }) => project);

/** The forms in which a template differs: other stages, another shift, another source. */
const FORMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'as it is': {},
  'three stages and a linear shift': { stages: 'Beta,Gamma,Prod', trafficShift: 'linear' },
  'from a repository': {
    repository: 'someone/certlab',
    branch: 'main',
    lookups: 'done',
    connectionArn: 'arn:aws:codeconnections:us-east-1:111122223333:connection/11111111-2222-3333-4444-555555555555',
  },
};

let stacks: Synthesized[];
/** Templates by name of the stack, those of other forms with the form's name where they are others. */
const templates: Record<string, { Resources: Synthesized['resources'] }> = {};

beforeAll(async () => {
  await installCfnLint();
  // The web application's firewall is for us-east-1 alone: test/web-app/cfn-lint.repo.test.ts asks about each of its sizes.
  stacks = await synthesize(STARTED_BY_DEFAULT.map(({ project }) => project.slug).join());
  for (const [form, context] of Object.entries(FORMS)) {
    const formed = form === 'as it is' ? stacks : await synthesize('delivery-pipeline', { context });
    for (const { name, template } of formed) {
      const made = JSON.stringify(template.toJSON());
      if (Object.values(templates).some((other) => JSON.stringify(other) === made)) continue;
      templates[form === 'as it is' ? name : `${name} ${form}`] = JSON.parse(made);
    }
  }
});

/** A copy of a stack's template in which one text is another. */
function changed(stack: string, from: string | RegExp, to: string) {
  const text = JSON.stringify(templates[stack]);
  const other = text.replace(from, to);
  if (other === text) throw new Error(`${stack} has no ${from}`);
  return JSON.parse(other) as { Resources: Synthesized['resources'] };
}

describe('cfn-lint', () => {
  it('finds nothing in any template, in two regions always and in each other that differs', {
    timeout: 300_000,
  }, async () => {
    const everywhere = supportedRegions(projects.map(({ slug }) => slug));
    expect(everywhere).toEqual(expect.arrayContaining(ALWAYS));
    expect(Object.keys(templates).length).toBeGreaterThan(7);
    const types = [...new Set(stacks.flatMap(({ resources }) => Object.values(resources).map(({ Type }) => Type)))];
    const regions = process.env.RELIABILITY_SIZE === 'full' ? everywhere : regionsThatDiffer(everywhere, types, ALWAYS);

    expect(await lint(templates, regions)).toEqual([]);
  });

  it('looks at every schema that a type has anywhere, in as few regions as will do', () => {
    const schemas = {
      'us-east-1': { A: '1', B: '1' },
      'eu-west-1': { A: '1', B: '1' },
      'eu-west-2': { A: '2', B: '1', C: '9' },
      'eu-north-1': { A: '2', B: '2' },
      'sa-east-1': { A: '1' },
    };
    const differing = (types: string[]) => regionsThatDiffer(Object.keys(schemas), types, ['us-east-1'], schemas);
    // The one with the longest name, and for `A` the one that it has too.
    expect(differing(['A'])).toEqual(['us-east-1', 'eu-north-1']);
    // One where a type is missing is like no other.
    expect(differing(['A', 'B'])).toEqual(['us-east-1', 'eu-north-1', 'sa-east-1']);
    expect(differing(['C'])).toEqual(['us-east-1', 'eu-north-1', 'eu-west-2']);
  });

  it('refuses what it is here for', async () => {
    const faults = {
      'a property that there is not': changed('EventPipeline', '"VisibilityTimeout"', '"VisibilityTimeOut"'),
      'a value out of range': changed('ServerlessApi', '"MemorySize":512', '"MemorySize":64'),
      'a role by an empty join': changed(
        'DeliveryPipeline',
        /"RoleArn":\{"Fn::Sub":"[^"]+"\}/,
        '"RoleArn":{"Fn::Join":["",["arn:aws:iam::",{"Ref":"AWS::AccountId"},":role/x"]]}',
      ),
      'a state of no type, inside a definition that is joined': changed('EventPipeline', '\\"Pass\\"', '\\"Psas\\"'),
    };

    const found = await lint(faults, [...ALWAYS, 'mx-central-1']);

    for (const fault of Object.keys(faults)) {
      const own = found.filter((finding) => finding.startsWith(`${fault}: E`) && !finding.includes('mx-central-1'));
      expect(own.length, fault).toBeGreaterThan(0);
    }
    expect(found.join()).toMatch(/E3006 [^,]*AWS::Pipes::Pipe[^,]*mx-central-1/);
  });
});

describe('the table of regions', () => {
  it("is what cfn-lint's data says of the templates; renew it by `node test/gates/regions.ts`", async () => {
    expect(regionTable(await synthesize(), REGIONS.known)).toEqual(REGIONS);
  });

  it('has every region that lacks something for a project, and no project of which nothing is known', () => {
    expect(Object.keys(REGIONS.without)).toEqual(CURRICULUM.map(({ project }) => project.slug));
    expect(REGIONS.regions.length).toBeGreaterThan(30);
  });
});
