/**
 * That the region which waits may become as large as the one in use. By its bounds and policies: to see it, the region would have
 * to serve, under the load of a busy day.
 */
import { deployedStack } from '../../../lab/deployed/template.ts';
import type { Finding, Probe } from '../../../lab/drills/drill.ts';
import { disasterRecovery } from '../project.ts';
import { inStandby, type Lab, type Output, outputsOfStandby, standby } from './regions.ts';

/** Twice what was deployed: above, nothing bounds the bill, nor the connections to the database. */
const AT_MOST_TIMES = 2;

export async function ofOtherService(lab: Lab) {
  const { ClusterName, ServiceName } = await outputsOfStandby(lab);
  return { cluster: ClusterName, service: ServiceName, ...inStandby };
}

/** Bounds as deployed. */
async function boundsOf(aws: Lab['aws'], stackName: string) {
  const { resources } = await deployedStack(aws, stackName);
  const target = resources.find(({ type }) => type === 'AWS::ApplicationAutoScaling::ScalableTarget');
  return { least: Number(target?.properties.MinCapacity), most: Number(target?.properties.MaxCapacity) };
}

export const otherRegionCanGrow: Probe<Output> = {
  expects:
    'Once it serves, the other region grows with its candidates to the size of the first, and pays for no more while it waits',
  async look(lab): Promise<Finding> {
    const [now, here, there] = await Promise.all([
      ofOtherService(lab).then((service) => lab.get('service-scaling', service)),
      boundsOf(lab.aws, disasterRecovery.stackName),
      boundsOf(standby(lab), `${disasterRecovery.stackName}Standby`),
    ]);
    const wanted = `${there.least} tasks while it waits, ${here.most} or more by its own once it serves`;
    const no = (saw: string): Finding => ({ ok: false, saw, wanted });
    if (!now) return no('as many as somebody sets by hand');
    const byRequests = now.policies.some(
      ({ tracking }) => tracking?.PredefinedMetricSpecification?.PredefinedMetricType === 'ALBRequestCountPerTarget',
    );
    if (now.most < here.most) return no(`no more than ${now.most}, whatever comes`);
    if (now.suspended.out || !byRequests) return no('as many as it began with, whatever comes');
    if (now.suspended.in) return no('none that is taken away again');
    if (now.most > here.most * AT_MOST_TIMES) return no(`up to ${now.most}, which nobody has reckoned with`);
    if (now.least > there.least) return no(`${now.least} while it waits`);
    return { ok: true, saw: wanted, wanted };
  },
};
