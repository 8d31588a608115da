import { defineDrill } from '../../../lab/drills/drill.ts';
import { gatewayOf, nothingIsPaidForOnTheWay, roadsOf, tasksReachS3 } from '../health/way-to-s3.ts';
import { webApp } from '../project.ts';
import type { Fixing } from './web-app.ts';

/** Leads the tables of these subnets to the endpoint. */
async function lead(lab: Fixing, tables: readonly string[]): Promise<void> {
  const target = await gatewayOf(lab);
  const now = await lab.get('endpoint-routes', target);
  await lab.set('endpoint-routes', target, [...new Set([...now, ...tables])].sort());
}

const tablesOf = async (lab: Fixing) =>
  (await roadsOf(lab)).tables.map((table) => table?.RouteTableId ?? '').filter((id) => id !== '');

/** A way out of every table of the tasks; taken away when the fix is undone. */
async function routeOut(lab: Fixing, to: { readonly NatGatewayId: string } | { readonly GatewayId: string }) {
  const DestinationCidrBlock = '0.0.0.0/0';
  for (const RouteTableId of await tablesOf(lab)) {
    lab.undoBy(() => lab.aws.ec2.deleteRoute({ RouteTableId, DestinationCidrBlock }));
    await lab.aws.ec2.createRoute({ RouteTableId, DestinationCidrBlock, ...to });
  }
}

export const detourToS3 = defineDrill(webApp, {
  name: 'detour-to-s3',
  title: 'New tasks hang on their image, and somebody has a NAT gateway in mind',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'Since the network was tidied up, tasks that are started hang and then end: CannotPullContainerError, a layer of the image ' +
      'does not come. Somebody proposes two NAT gateways. Until last week it worked without any.',
    impact:
      'Nobody yet: what runs has its image. No release and no replacement comes up; the proposal costs $66 a month.',
    evidence:
      'The registry itself answers, by its endpoints, and so do secrets and logs. It is the layers, which ECR keeps in S3, ' +
      'that do not come.',
  },
  evidence: [
    {
      command: 'lab aws ec2 describe-vpc-endpoints',
      finds: /"ServiceName": "com\.amazonaws\.[\w-]+\.s3",\s+"State": "available",\s+"RouteTableIds": \[\]/,
    },
  ],
  exam: ['SAA-C03/4.4', 'SAA-C03/1.2', 'SAA-C03/3.4'],
  hints: [
    'The tasks have no way to the internet, on purpose. How did they come to S3 then?',
    'There are two kinds of endpoint: some are addresses in a subnet, and one kind is an entry in a route table.',
    'ec2 describe-vpc-endpoints: to which route tables does the one for S3 lead? And which tables do the subnets of the tasks have?',
    'ec2 modify-vpc-endpoint with --add-route-table-ids and the tables of both subnets of the web tier.',
  ],
  lesson: {
    architect:
      'A gateway endpoint for S3 or DynamoDB costs nothing, neither by the hour nor by the gigabyte; a NAT gateway costs both, and ' +
      'opens the internet besides. Endpoints first, NAT for what is left.',
    developer:
      'Pulling an image takes three ways: the API of ECR, its registry, and S3 for the layers. When one of them is shut, the ' +
      'error names a layer, and not a network.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('endpoint-routes', await gatewayOf(lab), []);
  },
  check: [tasksReachS3, { ...nothingIsPaidForOnTheWay, guards: true }],
  solution: {
    steps: ['ec2 modify-vpc-endpoint --add-route-table-ids: the tables of both subnets of the web tier.'],
    apply: async (lab) => lead(lab, await tablesOf(lab)),
  },
  otherFixes: [
    {
      title: 'Leads the tables of the tasks there, one after the other',
      async apply(lab) {
        for (const table of await tablesOf(lab)) await lead(lab, [table]);
      },
    },
    {
      title: 'Makes a second endpoint of the same kind, and leads the tables of the tasks to that',
      async apply(lab) {
        const { vpcId, gateways } = await roadsOf(lab);
        const { VpcEndpoint } = await lab.aws.ec2.createVpcEndpoint({
          VpcId: vpcId,
          VpcEndpointType: 'Gateway',
          ServiceName: gateways[0]?.ServiceName,
          PolicyDocument: gateways[0]?.PolicyDocument,
          RouteTableIds: await tablesOf(lab),
        });
        lab.undoBy(() => lab.aws.ec2.deleteVpcEndpoints({ VpcEndpointIds: [VpcEndpoint?.VpcEndpointId ?? ''] }));
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Leads the table of one zone there',
      apply: async (lab) => lead(lab, (await tablesOf(lab)).slice(0, 1)),
    },
    {
      kind: 'elsewhere',
      title: 'Leads the other tables of the network there, which have no tasks',
      async apply(lab) {
        const { vpcId } = await roadsOf(lab);
        const own = await tablesOf(lab);
        const { RouteTables = [] } = await lab.aws.ec2.describeRouteTables({
          Filters: [{ Name: 'vpc-id', Values: [vpcId] }],
        });
        await lead(
          lab,
          RouteTables.map(({ RouteTableId = '' }) => RouteTableId).filter((id) => !own.includes(id)),
        );
      },
    },
    {
      kind: 'hidden',
      title: 'Makes an endpoint with an address in each zone, which costs by the hour',
      async apply(lab) {
        const { vpcId, gateways } = await roadsOf(lab);
        const { subnets } = await lab.get('service-network', {
          cluster: lab.outputs.ClusterName,
          service: lab.outputs.ServiceName,
        });
        const { VpcEndpoint } = await lab.aws.ec2.createVpcEndpoint({
          VpcId: vpcId,
          VpcEndpointType: 'Interface',
          ServiceName: gateways[0]?.ServiceName,
          SubnetIds: [...subnets],
        });
        lab.undoBy(() => lab.aws.ec2.deleteVpcEndpoints({ VpcEndpointIds: [VpcEndpoint?.VpcEndpointId ?? ''] }));
      },
    },
    {
      kind: 'hidden',
      title: 'Leads everything out of the tasks by a NAT gateway, as proposed',
      async apply(lab) {
        const { vpcId } = await roadsOf(lab);
        const { Subnets = [] } = await lab.aws.ec2.describeSubnets({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] });
        const { NatGateway } = await lab.aws.ec2.createNatGateway({
          SubnetId: Subnets[0]?.SubnetId,
          ConnectivityType: 'private',
        });
        const NatGatewayId = NatGateway?.NatGatewayId ?? '';
        lab.undoBy(() => lab.aws.ec2.deleteNatGateway({ NatGatewayId }));
        await routeOut(lab, { NatGatewayId });
      },
    },
    {
      kind: 'too-wide',
      title: 'Leads the tables there, and everything else to the internet',
      async apply(lab) {
        await lead(lab, await tablesOf(lab));
        const { vpcId } = await roadsOf(lab);
        const { InternetGateways = [] } = await lab.aws.ec2.describeInternetGateways({
          Filters: [{ Name: 'attachment.vpc-id', Values: [vpcId] }],
        });
        await routeOut(lab, { GatewayId: InternetGateways[0]?.InternetGatewayId ?? '' });
      },
    },
  ],
});
