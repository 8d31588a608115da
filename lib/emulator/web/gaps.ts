/**
 * The gaps of what runs as processes (../gaps.ts has those of the projects): types that only a stack with a network of
 * its own asks for. They join that list, and the README's table, with the first project that has such a stack.
 */

import type { Target } from '../../target.ts';
import type { Gap, LeftOut } from '../gaps.ts';
import { bucketReplication } from '../makers.ts';
import { EmulatorCallError, emulatorApi } from './api.ts';

const BY_EC2 = 'nothing: made through the EC2 API';

/** A rule of a security group that is a resource of its own, as the CDK writes them between two groups, and for a list of addresses. */
const rule =
  (action: string, peer: string) =>
  async ({ properties }: LeftOut, { endpoint = '', region }: Target): Promise<void> => {
    const text = (name: string) => (properties[name] === undefined ? undefined : String(properties[name]));
    const asked = {
      GroupId: text('GroupId'),
      'IpPermissions.1.IpProtocol': text('IpProtocol'),
      'IpPermissions.1.FromPort': text('FromPort'),
      'IpPermissions.1.ToPort': text('ToPort'),
      'IpPermissions.1.Groups.1.GroupId': text(peer),
      'IpPermissions.1.IpRanges.1.CidrIp': text('CidrIp'),
      'IpPermissions.1.PrefixListIds.1.PrefixListId': text('SourcePrefixListId'),
    };
    const given = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const api = emulatorApi(endpoint, region);
    // Of an earlier deployment.
    await unless('InvalidPermission.Duplicate', api.query('ec2', action, Object.fromEntries(given)));
    if (action !== 'AuthorizeSecurityGroupEgress') return;
    // With the first rule outwards CloudFormation takes the one away that lets everything out (github.com/aws/aws-cdk, issue 987).
    const everything = { 'IpPermissions.1.IpProtocol': '-1', 'IpPermissions.1.IpRanges.1.CidrIp': '0.0.0.0/0' };
    const revoked = api.query('ec2', 'RevokeSecurityGroupEgress', { GroupId: text('GroupId') ?? '', ...everything });
    await unless('InvalidPermission.NotFound', revoked);
  };

async function unless(code: string, call: Promise<unknown>): Promise<void> {
  await call.catch((error) => {
    if (!(error instanceof EmulatorCallError && error.code === code)) throw error;
  });
}

/** A rule has an id of its own that the emulator does not tell: it is known by its place in the template. */
const ruleId = ({ logicalId }: LeftOut) => logicalId;

export const WEB_GAPS: readonly Gap[] = [
  {
    type: 'AWS::EC2::SecurityGroupIngress',
    missing: BY_EC2,
    physicalId: ruleId,
    make: rule('AuthorizeSecurityGroupIngress', 'SourceSecurityGroupId'),
  },
  {
    type: 'AWS::EC2::SecurityGroupEgress',
    missing: BY_EC2,
    physicalId: ruleId,
    make: rule('AuthorizeSecurityGroupEgress', 'DestinationSecurityGroupId'),
  },
  {
    type: 'AWS::S3::Bucket',
    ignores: 'ReplicationConfiguration',
    missing: 'nothing: set through the S3 API, and an object is in the other region at once',
    make: bucketReplication,
  },
  { type: 'AWS::EC2::FlowLog', missing: 'no packet is logged' },
  {
    type: 'AWS::CloudFront::VpcOrigin',
    missing: 'no distribution reaches a private balancer; call the balancer itself',
  },
];
