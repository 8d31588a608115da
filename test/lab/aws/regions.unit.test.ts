import { describe, expect, it } from 'vitest';
import { LabError } from '../../../lib/errors.ts';
import { REGIONS, type RegionTable, refuseRegion, supportedRegions } from '../../../lib/lab/aws/regions.ts';
import type { Project } from '../../../lib/project.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';

const all = CURRICULUM.map(({ project }) => project);
const only = (...slugs: string[]) => all.filter(({ slug }) => slugs.includes(slug));

/** What is said to somebody who wants these projects in this region; none where nothing is refused. */
function refusal(region: string, projects: readonly Project[], table?: RegionTable): string | undefined {
  try {
    refuseRegion(region, projects, table);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(LabError);
    expect((error as LabError).code).toBe('RegionUnsupported');
    return (error as LabError).message;
  }
}

describe('a region', () => {
  it.each(['us-east-1', 'eu-central-1', 'ap-northeast-1', 'sa-east-1'])('is taken with everything: %s', (region) => {
    expect(refusal(region, all)).toBeUndefined();
  });

  it.each([
    ['ap-southeast-4', ['event-pipeline'], 'AWS::Pipes::Pipe'],
    ['il-central-1', ['event-pipeline'], 'AWS::Pipes::Pipe'],
    ['mx-central-1', ['delivery-pipeline'], 'AWS::CodeBuild::Project'],
    ['ca-west-1', ['event-pipeline', 'delivery-pipeline'], 'AWS::CodeBuild::Project'],
  ])('refuses %s for %s, and names what is missing and where it is', (region, slugs, missing) => {
    const said = refusal(region, only(...slugs));
    expect(said).toContain(missing);
    expect(said).toContain('us-east-1');
    expect(said).not.toMatch(new RegExp(`--region:[^.]*${region}`));
  });

  it('is taken where what it lacks belongs to a project that is not deployed', () => {
    expect(refusal('mx-central-1', only('serverless-api'))).toBeUndefined();
    expect(refusal('ap-southeast-4', only('serverless-api', 'delivery-pipeline'))).toBeUndefined();
  });

  it('that refuses one of several projects says which could be deployed there', () => {
    expect(refusal('ap-southeast-4', all)).toMatch(/deploy there .*: serverless-api delivery-pipeline\./);
    expect(refusal('ap-southeast-4', only('event-pipeline'))).not.toContain('deploy there');
  });

  it.each(['us-gov-west-1', 'cn-north-1', 'eusc-de-east-1', 'us-iso-east-1', 'us-esat-1', 'EU-CENTRAL-1', ''])(
    'refuses what is no region of the commercial partition: "%s"',
    (region) => {
      expect(refusal(region, only('serverless-api'))).toContain('commercial');
    },
  );

  it('counts as supported where every project has what it needs', () => {
    const table = { ...REGIONS, regions: ['a', 'b', 'c'], without: { one: { a: ['X'] }, two: { b: ['Y'] } } };
    expect(supportedRegions(['one', 'two'], table)).toEqual(['c']);
    expect(supportedRegions(['one'], table)).toEqual(['b', 'c']);
    expect(supportedRegions([], table)).toEqual(['a', 'b', 'c']);
  });
});
