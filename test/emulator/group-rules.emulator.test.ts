/** A rule of a security group is known by what it lets in, and not by its description: the emulator compared both. */
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
      await ec2.revokeSecurityGroupIngress(rule(said));
      expect(await held()).toEqual([]);
    }
  } finally {
    await ec2.deleteSecurityGroup({ GroupId });
  }
});
