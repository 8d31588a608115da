/** That the tasks are where they should be, are found well by a check that means something, and are replaced carefully. */
import type { Finding, Probe } from '../../../lab/drills/drill.ts';
import { first, status } from '../../../lab/drills/probes.ts';
import { definitionNow, isSteady, serviceNow } from '../../../lab/settings/ecs.ts';
import { FINISH_SECONDS } from '../app/env.ts';
import { type Lab, type Output, patiently, RECOVERS_WITHIN } from './sitting.ts';

export const ofService = ({ outputs }: Lab) => ({ cluster: outputs.ClusterName, service: outputs.ServiceName });
export const ofTargets = ({ outputs }: Lab) => ({ groupArn: outputs.TargetGroupArn });

/** The zones in which the service may put its tasks; it spreads them over all of these (ECS, "Amazon ECS task placement"). */
export async function zonesOfService(lab: Lab): Promise<string[]> {
  const { subnets } = await lab.get('service-network', ofService(lab));
  const { Subnets = [] } = await lab.aws.ec2.describeSubnets({ SubnetIds: [...subnets] });
  return [...new Set(Subnets.map(({ AvailabilityZone = '' }) => AvailabilityZone))].sort();
}

export const tasksAreInTwoZones: Probe<Output> = {
  expects: 'What serves candidates survives the loss of any one zone',
  async look(lab) {
    const zones = await zonesOfService(lab);
    return { ok: zones.length >= 2, saw: `it is in ${zones.join(', ')}`, wanted: 'it is in two zones or more' };
  },
};

export const targetsAreHealthy: Probe<Output> = {
  expects: 'The balancer finds two targets healthy or more, and none sick',
  look: (lab) =>
    lab.eventually(async () => {
      const { TargetHealthDescriptions = [] } = await lab.aws.elbv2.describeTargetHealth({
        TargetGroupArn: lab.outputs.TargetGroupArn,
      });
      const states = TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.State ?? 'unknown');
      const count = (state: string) => states.filter((each) => each === state).length;
      return {
        ok: count('healthy') >= 2 && count('unhealthy') === 0,
        saw: states.length === 0 ? 'no target' : states.sort().join(', '),
        wanted: 'two healthy or more, none unhealthy',
      };
    }, RECOVERS_WITHIN),
};

/** How long a task that has stopped answering may go on getting requests, in seconds: the interval by the failures it takes. */
const NOTICED_WITHIN = 30;

/** A check that no sick task passes, and that is quick: it asks the program itself, and takes 200 for an answer alone. */
export const sickTasksAreNoticed: Probe<Output> = {
  expects: 'A task that is sick gets no more requests within half a minute',
  async look(lab): Promise<Finding> {
    const [check, service] = await Promise.all([
      lab.get('group-health-check', ofTargets(lab)),
      lab.aws.elbv2.describeTargetGroups({ TargetGroupArns: [lab.outputs.TargetGroupArn] }),
    ]);
    const seconds = check.interval * check.unhealthyThreshold;
    const port = String(service.TargetGroups?.[0]?.Port);
    const asks = check.port === 'traffic-port' || check.port === port;
    const wanted = `found out within ${NOTICED_WITHIN} s, by an answer of 200`;
    const saw = !asks
      ? 'the program itself is not asked'
      : !/^200$/.test(check.matcher)
        ? 'other answers than 200 are taken for well'
        : `found out within ${seconds} s, by an answer of 200`;
    return { ok: asks && check.matcher === '200' && seconds <= NOTICED_WITHIN, saw, wanted };
  },
};

/** As long as the longest request that the program allows, and not so long that a release waits for nothing. */
const DRAIN = { least: FINISH_SECONDS, most: 120 };

export const requestsAreFinished: Probe<Output> = {
  expects: 'A request that is on its way is answered before its task goes',
  async look(lab): Promise<Finding> {
    const [delay, definition] = await Promise.all([
      lab.get('group-attribute', { ...ofTargets(lab), name: 'deregistration_delay.timeout_seconds' }),
      definitionNow(lab.aws, ofService(lab)),
    ]);
    const stop = definition?.containerDefinitions?.[0]?.stopTimeout ?? 30;
    const wanted = `${DRAIN.least} to ${DRAIN.most} seconds to finish, and as many before it is stopped`;
    const seconds = Number(delay);
    const ok = seconds >= DRAIN.least && seconds <= DRAIN.most && stop >= DRAIN.least;
    return { ok, saw: ok ? wanted : `${Math.min(seconds, stop)} seconds to finish`, wanted };
  },
};

/** What a release that is bad costs: nothing, since the old version goes on until the new one is well. */
export const releasesAreCareful: Probe<Output> = {
  expects: 'A bad release is stopped and rolled back, and takes nothing away before',
  async look(lab): Promise<Finding> {
    const { minimumHealthyPercent, maximumPercent, circuitBreaker } = await lab.get('service-rollout', ofService(lab));
    const wanted = 'stopped, rolled back, and beside what runs';
    const ok = minimumHealthyPercent >= 100 && maximumPercent > 100 && circuitBreaker.enable && circuitBreaker.rollback;
    return { ok, saw: ok ? wanted : 'a bad release would go on, or cost capacity', wanted };
  },
};

/** No candidate is tied to one task: whichever answers next, knows them. */
export const anyTaskAnswers: Probe<Output> = {
  expects: 'Whichever task is asked, answers: nobody is tied to one',
  look: (lab) =>
    patiently(lab, async () => {
      const { headers, ...page } = await lab.request(`${lab.outputs.SiteUrl}/`, {
        headers: { 'user-agent': 'certlab' },
      });
      const tied = headers.getSetCookie().find((cookie) => /^AWSALB/.test(cookie));
      const enabled = await lab.get('group-attribute', { ...ofTargets(lab), name: 'stickiness.enabled' });
      const wanted = 'no cookie of the balancer';
      const ok = tied === undefined && enabled !== 'true';
      const saw = ok ? wanted : 'the balancer ties each browser to one task';
      return first(status({ headers, ...page }, 200), { ok, saw, wanted });
    }),
};

export const serviceIsSteady: Probe<Output> = {
  expects: 'The service has the tasks that it wants, and replaces none of them',
  look: (lab) =>
    lab.eventually(async () => {
      const found = await serviceNow(lab.aws, ofService(lab));
      const { desiredCount = 0, runningCount = 0, deployments = [] } = found ?? {};
      const saw = `${runningCount} of ${desiredCount} tasks, ${deployments.length} deployment(s)`;
      const enough: Finding = { ok: desiredCount >= 2, saw, wanted: 'two tasks or more' };
      return first(enough, {
        ok: found !== undefined && isSteady(found),
        saw,
        wanted: 'all of its tasks, one deployment',
      });
    }, RECOVERS_WITHIN),
};
