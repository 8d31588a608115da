import { CouldNotLook, defineDrill } from '../../../lab/drills/drill.ts';
import { leavesALostRegion, ownCheck, recordsOf, staysAway } from '../health/name.ts';
import { type Lab, namesOf } from '../health/regions.ts';
import { disasterRecovery } from '../project.ts';
import { askOtherwise, counting, type Fixing } from './disaster-recovery.ts';

/** The check that asks the other region whether it took over, counted or not. */
async function fence(lab: Lab): Promise<{ readonly id: string }> {
  const { HealthChecks = [] } = await lab.aws.route53.listHealthChecks({});
  const found = HealthChecks.find(
    ({ HealthCheckConfig: of }) => of?.Inverted && of.FullyQualifiedDomainName === namesOf(lab).standby,
  );
  if (!found?.Id) throw new CouldNotLook('No health check asks the other region whether it took over.');
  return { id: found.Id };
}

const both = async (lab: Lab) => [(await ownCheck(lab)).id, (await fence(lab)).id];
const countBoth = async (lab: Fixing, HealthThreshold = 2) =>
  askOtherwise(lab, await counting(lab), { ChildHealthChecks: await both(lab), HealthThreshold });

export const fenceNotAsked = defineDrill(disasterRecovery, {
  name: 'fence-not-asked',
  title: 'The first region came back well, and no answer could be saved',
  level: 3,
  causes: 1,
  ticket: {
    report:
      'On Saturday the other region took over in a minute, and candidates went on there. Twenty minutes later the first region was ' +
      'back by itself, all of its tasks well. From then on more and more candidates could read and not save: "the database is read-only".',
    impact:
      'Everybody, from the minute in which the first region was back until somebody went back by hand an hour later; and it would be the ' +
      'same the next time.',
    evidence:
      'The workflow of the failover had succeeded, with all of its steps. The writer was in the other region all the time. ' +
      'A candidate who asked for the name of the site after the return was sent to the first region.',
  },
  evidence: [{ command: 'lab aws route53 list-health-checks', finds: /"HealthThreshold": 1\b/ }],
  exam: ['SAA-C03/2.2', 'SAA-C03/3.4', 'SAA-C03/3.3'],
  hints: [
    'Two regions, and both are well. What decides which of them gets the candidates, and what does it know of the database?',
    'The workflow raises a fence: from then on the other region answers 200 to /taken-over. Who is to ask for it?',
    'route53 list-health-checks: one of them is of the type CALCULATED, and the record of the first region has it. Which others does ' +
      'it count, and how many of them have to be well?',
    'route53 update-health-check of the calculated one, with both child health checks, and a health threshold of 2.',
  ],
  lesson: {
    architect:
      'A region that comes back is healthy, and has no writer: health is not the right to serve. The region that took over has to be ' +
      'asked, by something that stands ready before, and the way back is a decision of people. Try also the return in an exercise.',
    developer:
      'A calculated health check with a threshold below the number of its children is an "or". An inverted child turns a yes into an ' +
      'ill record; disabled, it counts as well forever. Read all of them together, since none of them alone is wrong.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const { id } = await ownCheck(lab);
    await lab.change('health-check', await counting(lab), (before) => ({
      ...before,
      ChildHealthChecks: [id],
      HealthThreshold: 1,
    }));
  },
  check: [staysAway, leavesALostRegion],
  solution: {
    title: 'Counts the fence again beside the own check, and asks for both of them',
    steps: [
      'Find the two HTTPS health checks: that of /health of the first region, and the inverted one of /taken-over of the other;',
      'route53 update-health-check of the calculated one with both as child health checks, and with a health threshold of 2.',
    ],
    apply: (lab) => countBoth(lab),
  },
  otherFixes: [
    {
      title: 'Counts both the other way round',
      async apply(lab) {
        const ChildHealthChecks = (await both(lab)).toReversed();
        await askOtherwise(lab, await counting(lab), { ChildHealthChecks, HealthThreshold: 2 });
      },
    },
    {
      title: 'Makes another calculated health check of both, and gives the record of the first region that one',
      async apply(lab) {
        const { primary } = await recordsOf(lab);
        const { HealthCheck } = await lab.aws.route53.createHealthCheck({
          CallerReference: lab.nonce(),
          HealthCheckConfig: { Type: 'CALCULATED', ChildHealthChecks: await both(lab), HealthThreshold: 2 },
        });
        const HealthCheckId = HealthCheck?.Id as string;
        lab.undoBy(() => lab.aws.route53.deleteHealthCheck({ HealthCheckId }));
        const { site: name, zone } = namesOf(lab);
        const record = { zone, name, type: 'A', setIdentifier: primary?.SetIdentifier } as const;
        const now = await lab.get('zone-record', record);
        if (now) await lab.set('zone-record', record, { ...now, HealthCheckId });
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-wide',
      title: 'Counts both, and lets one of them be enough',
      apply: (lab) => countBoth(lab, 1),
    },
    {
      kind: 'hidden',
      title: 'Counts both, and disables the one that asks the other region, which is ill whenever that took over',
      async apply(lab) {
        await askOtherwise(lab, await fence(lab), { Disabled: true });
        await countBoth(lab);
      },
    },
    {
      kind: 'too-narrow',
      title: 'Counts the fence alone',
      async apply(lab) {
        const { id } = await fence(lab);
        await askOtherwise(lab, await counting(lab), { ChildHealthChecks: [id], HealthThreshold: 1 });
      },
    },
    {
      kind: 'elsewhere',
      title: 'Has the first region found ill after one failure',
      async apply(lab) {
        await askOtherwise(lab, await ownCheck(lab), { FailureThreshold: 1 });
      },
    },
    {
      kind: 'elsewhere',
      title: 'Counts both, and asks the first region itself whether another took over',
      async apply(lab) {
        await countBoth(lab);
        await askOtherwise(lab, await fence(lab), { FullyQualifiedDomainName: namesOf(lab).primary });
      },
    },
    {
      kind: 'hidden',
      title: 'Takes the record of the other region away, so that candidates are always sent to one',
      async apply(lab) {
        const { secondary } = await recordsOf(lab);
        const { site: name, zone } = namesOf(lab);
        await lab.set('zone-record', { zone, name, type: 'A', setIdentifier: secondary?.SetIdentifier }, null);
      },
    },
  ],
});
