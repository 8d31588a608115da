/**
 * What one region has to know of the other: names that are fixed here, and never the value of a resource
 * (docs/decisions/0094-names-between-regions.md).
 */
import { STACKS_BEGIN } from '../../project.ts';

/** Begins them all, so that stacks under test never share one with stacks that somebody works with. */
export const OURS = `${STACKS_BEGIN.toLowerCase()}certlab-recovery`;

export const GLOBAL_CLUSTER = OURS;
/** The clusters' own, by which each region names the other's as well. */
export const PRIMARY_CLUSTER = `${OURS}-primary`;
/** What the failover workflow adds to a cluster that has no instance. */
export const ADDED_INSTANCE = `${OURS}-added`;
export const FAILOVER_WORKFLOW = `${OURS}-failover`;
export const PROGRESS_TABLE = `${OURS}-progress`;
export const DATABASE_SECRET = `${OURS}-database`;
/** In each region the vault of that region. */
export const VAULT = OURS;
/** In each region the key of that region. */
export const KEY_ALIAS = `alias/${OURS}`;

/** A bucket's name is one of its partition, so account and region are in it. */
export const filesBucket = ({ account }: { readonly account: string }, region: string): string =>
  `${OURS}-files-${account}-${region}`;
