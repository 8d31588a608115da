/** A rule of a security group is known by what it lets in, and not by its description: the emulator compared both. And it is there once. */
import { beforeAll, expect, it } from 'vitest';
import { type AwsClients, awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

let ec2: AwsClients['ec2'];
beforeAll(async () => {
  ec2 = awsClients(clientConfigOf(await deployedTarget())).ec2;
}, 180_000);

const PREFIX_LIST = 'pl-3b927c52';

it.each([
  ['a group', (group: string, Description?: string) => ({ UserIdGroupPairs: [{ GroupId: group, Description }] })],
  [
    'a prefix list',
    (_: string, Description?: string) => ({ PrefixListIds: [{ PrefixListId: PREFIX_LIST, Description }] }),
  ],
  ['a block', (_: string, Description?: string) => ({ IpRanges: [{ CidrIp: '10.20.0.0/16', Description }] })],
])('a rule that names %s is revoked without its description, or with another', async (name, peer) => {
  const { GroupId = '' } = await ec2.createSecurityGroup({
    GroupName: `rules of ${name}`,
    Description: 'Of a test',
  });
  try {
    const rule = (Description?: string) => ({
      GroupId,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, ...peer(GroupId, Description) }],
    });
    const held = async () =>
      (await ec2.describeSecurityGroups({ GroupIds: [GroupId] })).SecurityGroups?.[0]?.IpPermissions;
    for (const said of [undefined, 'Something else']) {
      await ec2.authorizeSecurityGroupIngress(rule('Requests and health checks'));
      expect(await held()).toHaveLength(1);
      const again = ec2.authorizeSecurityGroupIngress(rule(said));
      await expect(again).rejects.toMatchObject({ name: 'InvalidPermission.Duplicate' });
      await ec2.revokeSecurityGroupIngress(rule(said));
      expect(await held()).toEqual([]);
    }
  } finally {
    await ec2.deleteSecurityGroup({ GroupId });
  }
});

it('a rule that a group has is not made again, and neither is what was asked for with it', async () => {
  const { GroupId = '' } = await ec2.createSecurityGroup({ GroupName: 'rules, once', Description: 'Of a test' });
  try {
    const out = async () =>
      (await ec2.describeSecurityGroups({ GroupIds: [GroupId] })).SecurityGroups?.[0]?.IpPermissionsEgress;
    const before = await out();
    const asked = ec2.authorizeSecurityGroupEgress({
      GroupId,
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '10.20.0.0/16' }] },
        // What each group is made with.
        { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
      ],
    });
    await expect(asked).rejects.toMatchObject({ name: 'InvalidPermission.Duplicate' });
    expect(await out()).toEqual(before);
  } finally {
    await ec2.deleteSecurityGroup({ GroupId });
  }
});
