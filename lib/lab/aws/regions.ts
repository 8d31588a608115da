/** Which regions have what a project is made of. The table is made from cfn-lint's data by `test/gates/regions.ts`. */
import { LabError } from '../../errors.ts';
import type { Project } from '../../project.ts';
import table from './regions.json' with { type: 'json' };

/** What {@link refuseRegion} goes by: `regions.json`. */
export interface RegionTable {
  /** The day on which the table was made, and from which version of cfn-lint. */
  readonly known: string;
  readonly from: string;
  /** Every region of AWS's commercial partition. Prices, hosts and services of the others differ. */
  readonly regions: readonly string[];
  /** By slug of a project, by region: what its templates need and what is not there, such as a resource type, or a mapping that knows the region. */
  readonly without: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export const REGIONS: RegionTable = table;

/** The regions that have everything these projects are made of. */
export function supportedRegions(slugs: readonly string[], { regions, without }: RegionTable = REGIONS): string[] {
  return regions.filter((region) => slugs.every((slug) => !without[slug]?.[region]));
}

/**
 * Refuses a region that does not have what these projects are made of, before anything is made there. Pure.
 * @throws LabError `RegionUnsupported`, with what is missing and which regions and projects are left
 */
export function refuseRegion(region: string, projects: readonly Project[], from: RegionTable = REGIONS): void {
  const supported = supportedRegions(
    projects.map(({ slug }) => slug),
    from,
  );
  if (supported.includes(region)) return;
  const asKnown = `as known ${from.known}`;
  const choose = `Choose another with --region: ${supported.join(', ')}.`;
  if (!from.regions.includes(region)) {
    const message = `The lab does not deploy to ${region}: it is no region of AWS's commercial partition, ${asKnown}.`;
    throw new LabError('RegionUnsupported', `${message} ${choose}`);
  }
  const missing = projects.flatMap(({ title, slug }) => {
    const types = from.without[slug]?.[region];
    return types ? [`the ${title} needs ${types.join(' and ')}`] : [];
  });
  const others = projects.filter(({ slug }) => !from.without[slug]?.[region]).map(({ slug }) => slug);
  const instead = others.length > 0 ? ` Or deploy there what it has everything for: ${others.join(' ')}.` : '';
  const message = `Region ${region} does not have all that is needed, ${asKnown}: ${missing.join('; ')}.`;
  throw new LabError('RegionUnsupported', `${message} ${choose}${instead}`);
}
