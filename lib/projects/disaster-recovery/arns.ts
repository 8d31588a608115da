/** The ARNs that one region names things of the other by, made of their fixed names. */
import { ArnFormat, type Stack } from 'aws-cdk-lib';
import { filesBucket, GLOBAL_CLUSTER, OURS, VAULT } from './names.ts';

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
