/** How tasks come to S3: by the gateway endpoint, which is free, from every subnet that they are in; and by nothing that is paid for. */
import type { Probe } from '../../../lab/drills/drill.ts';
import { ofService } from './service.ts';
import type { Lab, Output } from './sitting.ts';

/** The network of the tasks: their subnets, the route table of each, and the endpoints of their VPC. */
export async function roadsOf(lab: Lab) {
  const { subnets } = await lab.get('service-network', ofService(lab));
  const { Subnets: [first] = [] } = await lab.aws.ec2.describeSubnets({ SubnetIds: [...subnets] });
  const vpcId = first?.VpcId ?? '';
  const ofVpc = { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] };
  const [{ RouteTables = [] }, { VpcEndpoints = [] }] = await Promise.all([
    lab.aws.ec2.describeRouteTables(ofVpc),
    lab.aws.ec2.describeVpcEndpoints(ofVpc),
  ]);
  // A subnet without a table of its own has the main one.
  const main = RouteTables.find(({ Associations = [] }) => Associations.some(({ Main }) => Main));
  const tables = subnets.map(
    (id) => RouteTables.find(({ Associations = [] }) => Associations.some(({ SubnetId }) => SubnetId === id)) ?? main,
  );
  const ofS3 = VpcEndpoints.filter(
    ({ ServiceName = '', State }) => ServiceName.endsWith('.s3') && !/^delet/i.test(State ?? ''),
  );
  return { vpcId, tables, gateways: ofS3.filter(({ VpcEndpointType }) => VpcEndpointType === 'Gateway'), ofS3 };
}

/** The gateway endpoint that the stack made. */
export async function gatewayOf(lab: Lab): Promise<{ readonly endpointId: string }> {
  const { gateways } = await roadsOf(lab);
  return { endpointId: gateways[0]?.VpcEndpointId ?? '' };
}

export const tasksReachS3: Probe<Output> = {
  expects: 'Every task comes to S3, in whichever zone it is',
  async look(lab) {
    const { tables, gateways } = await roadsOf(lab);
    const led = gateways.flatMap(({ RouteTableIds = [] }) => RouteTableIds);
    const lost = tables.filter((table) => !led.includes(table?.RouteTableId ?? '')).length;
    const wanted = `from all ${tables.length} networks of the tasks`;
    return { ok: lost === 0, saw: lost === 0 ? wanted : `not from ${lost} of ${tables.length}`, wanted };
  },
};

export const nothingIsPaidForOnTheWay: Probe<Output> = {
  expects: 'No byte to S3 is paid for, and the tasks have no way to the internet',
  async look(lab) {
    const { tables, ofS3, gateways } = await roadsOf(lab);
    const out = tables.some((table) =>
      (table?.Routes ?? []).some(
        ({ DestinationCidrBlock, NatGatewayId, GatewayId = '' }) =>
          DestinationCidrBlock === '0.0.0.0/0' && (NatGatewayId !== undefined || GatewayId.startsWith('igw-')),
      ),
    );
    const paid = ofS3.length > gateways.length;
    const wanted = 'a way that is free, and no other';
    const saw = out
      ? 'the tasks reach the internet'
      : paid
        ? 'a way that is paid for by the hour and the gigabyte'
        : wanted;
    return { ok: !out && !paid, saw, wanted };
  },
};
