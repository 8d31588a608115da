/** Rewrites `lib/lab/aws/regions.json`: `node test/gates/regions.ts`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleHandlers } from '../../lib/bundle.ts';
import type { RegionTable } from '../../lib/lab/aws/regions.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { repository } from '../../lib/repository.ts';
import { CFN_LINT, installCfnLint, schemasByRegion } from '../support/cfn-lint.ts';
import { type Synthesized, synthesize } from '../support/synthesize.ts';

/** The partition `aws`: neither China, the government's, Europe's own, nor the isolated ones. */
const COMMERCIAL = /^(?!cn-|eusc-|us-gov-|[a-z]+-iso)/;

/** The table for these stacks, by the data of the installed cfn-lint. */
export function regionTable(stacks: readonly Synthesized[], known: string): RegionTable {
  const schemas = schemasByRegion();
  const regions = Object.keys(schemas).filter((region) => COMMERCIAL.test(region));
  const without = CURRICULUM.map(({ project: { slug } }) => {
    const own = stacks.filter(({ tags }) => tags.certlab === slug);
    const types = own.flatMap(({ resources }) => Object.values(resources).map(({ Type }) => Type));
    const needed = [...new Set(types)].filter((type) => type.startsWith('AWS::')).toSorted();
    // CloudFormation refuses a template that looks for its region where there is none.
    const mappings = own
      .flatMap(({ template }) => Object.entries<object>(template.toJSON().Mappings ?? {}))
      .filter(([, mapping]) => 'us-east-1' in mapping);
    const unmapped = (region: string) =>
      mappings.filter(([, mapping]) => !(region in mapping)).map(([name]) => `Mappings.${name}`);
    const lacking = regions
      .map((region) => [region, [...needed.filter((type) => !schemas[region]?.[type]), ...unmapped(region)]] as const)
      .filter(([, missing]) => missing.length > 0);
    return [slug, Object.fromEntries(lacking)];
  });
  return { known, from: `cfn-lint ${CFN_LINT}`, regions, without: Object.fromEntries(without) };
}

if (import.meta.main) {
  await installCfnLint();
  await bundleHandlers();
  const table = regionTable(await synthesize(), new Date().toISOString().slice(0, 10));
  writeFileSync(join(repository, 'lib/lab/aws/regions.json'), `${JSON.stringify(table, null, 2)}\n`);
}
