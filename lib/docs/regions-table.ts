import { REGIONS, supportedRegions } from '../lab/aws/regions.ts';
import { markdownTable } from '../markdown-table.ts';
import type { Project } from '../project.ts';

const named = (regions: readonly string[]) => regions.map((region) => `\`${region}\``).join(', ');

/** Where the projects can be deployed, and where each cannot. */
export function regionsTable(projects: readonly Project[]): string {
  const rows = projects.flatMap(({ title, slug }) => {
    const without = Object.entries(REGIONS.without[slug] ?? {});
    const missing = [...new Set(without.flatMap(([, types]) => types))].toSorted();
    const regions = without.map(([region]) => region);
    return regions.length > 0 ? [[title, missing.map((type) => `\`${type}\``).join(', '), named(regions)]] : [];
  });
  const everything = supportedRegions(projects.map(({ slug }) => slug));
  return [
    markdownTable(['project', 'needs', 'which these regions do not have'], rows),
    '',
    `Everything can be deployed to ${named(everything)} (the data of ${REGIONS.from}, ${REGIONS.known}).`,
  ].join('\n');
}
