/**
 * What one region has to know of the other: names that are fixed here, and never the value of a resource
 * (docs/decisions/0094-names-between-regions.md).
 */
import { ArnFormat, type Stack } from 'aws-cdk-lib';
import { STACKS_BEGIN } from '../../project.ts';

/** Begins them all, so that stacks under test never share one with stacks that somebody works with. */
const OURS = `${STACKS_BEGIN.toLowerCase()}certlab-recovery`;

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
export const filesBucket = (stack: Stack, region: string): string => `${OURS}-files-${stack.account}-${region}`;

export const filesBucketArn = (stack: Stack, region: string): string =>
  `arn:${stack.partition}:s3:::${filesBucket(stack, region)}`;

export const keyAliasArn = (stack: Stack, region: string): string =>
  stack.formatArn({ service: 'kms', region, resource: 'alias', resourceName: OURS });

/** Any key of the account in that region: which one, a condition says by the alias. */
export const anyKeyArn = (stack: Stack, region: string): string =>
  stack.formatArn({ service: 'kms', region, resource: 'key', resourceName: '*' });

export const vaultArn = (stack: Stack, region: string): string =>
  stack.formatArn({
    service: 'backup',
    region,
    resource: 'backup-vault',
    resourceName: VAULT,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

export const globalClusterArn = (stack: Stack): string =>
  stack.formatArn({
    service: 'rds',
    region: '',
    resource: 'global-cluster',
    resourceName: GLOBAL_CLUSTER,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** A thing of RDS of that region, as `kind` calls it in its ARN. */
export const rdsArn = (stack: Stack, region: string, kind: string, name: string): string =>
  stack.formatArn({
    service: 'rds',
    region,
    resource: kind,
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
