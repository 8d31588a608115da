import { expect, it } from 'vitest';
import { gapOf } from '../../../lib/emulator/gaps.ts';
import { KEEPS_NOTHING, NOT_READ_BACK } from '../../../lib/lab/deployed/reader.ts';
import { READERS } from '../../../lib/lab/deployed/readers.ts';
import { CLOUD_CONTROL_KINDS } from '../../../lib/lab/stacks/left/cloud-control.ts';
import { RESOURCE_KINDS } from '../../../lib/lab/stacks/left/resource-kinds.ts';
import { STARTED_BY_DEFAULT } from '../../../lib/projects/registry.ts';
import { recoveryStacks } from '../../disaster-recovery/synthesize-recovery.ts';
import { synthesize } from '../../support/synthesize.ts';
import { synthesizeWebApp } from '../../web-app/synthesize-web-app.ts';

/** Types that are a part of another one, and go with it. */
const PARTS: Readonly<Record<string, string>> = {
  'AWS::ApplicationAutoScaling::ScalingPolicy': 'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::EC2::Route': 'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroupEgress': 'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupIngress': 'AWS::EC2::SecurityGroup',
  'AWS::EC2::SubnetRouteTableAssociation': 'AWS::EC2::Subnet',
  'AWS::EC2::VPCGatewayAttachment': 'AWS::EC2::VPC',
  'AWS::ElasticLoadBalancingV2::ListenerRule': 'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::KMS::Alias': 'AWS::KMS::Key',
  'AWS::SecretsManager::SecretTargetAttachment': 'AWS::SecretsManager::Secret',
};

/** Types that nobody is asked for: `lab down` says of them that their own service could not be asked. */
const NOT_ASKED: Readonly<Record<string, string>> = {
  'AWS::Backup::BackupSelection': 'its plan has to be known, which a record of CloudFormation does not say',
  'AWS::CertificateManager::Certificate': 'Cloud Control does not know it',
  'AWS::Route53::RecordSet': 'it is removed by all that it says, in a zone that the stack does not have',
};

const named = (types: readonly string[], ...known: readonly Readonly<Record<string, unknown>>[]) =>
  [...new Set(types)].filter((type) => !known.some((table) => type in table));

it('every type of every template can be asked for once its stack is gone, and removed by a command, or goes with its whole', async () => {
  const slugs = STARTED_BY_DEFAULT.map(({ project }) => project.slug).join();
  const started = (await synthesize(slugs)).flatMap(({ resources }) => Object.values(resources));
  const webApp = ['production', 'sandbox'].flatMap((size) => Object.values(synthesizeWebApp(size).resources));
  const recovery = (await recoveryStacks()).flatMap(({ resources }) => Object.values(resources));
  const types = [...started, ...webApp, ...recovery].map(({ Type }) => Type);

  expect(types.length).toBeGreaterThan(300);
  expect(named(types, KEEPS_NOTHING, RESOURCE_KINDS, PARTS, NOT_ASKED)).toEqual([]);
  expect(named(Object.values(PARTS), RESOURCE_KINDS)).toEqual([]);
  // Each is compared with its template, or said not to be, or is not made by the emulator.
  expect(named(types, KEEPS_NOTHING, READERS, NOT_READ_BACK).filter((type) => !gapOf(type))).toEqual([]);
  // Nothing is listed that no template has any longer.
  const had = Object.fromEntries(types.map((type) => [type, true]));
  expect(
    named(
      [
        ...Object.keys(CLOUD_CONTROL_KINDS),
        ...Object.keys(PARTS),
        ...Object.keys(NOT_READ_BACK),
        ...Object.keys(NOT_ASKED),
      ],
      had,
    ),
  ).toEqual([]);
});
