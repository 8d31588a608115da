import { defineDrill } from '../../../lab/drills/drill.ts';
import { checksOf, leavesALostRegion, ownCheck, recordsOf, staysAway } from '../health/name.ts';
import { type Lab, namesOf } from '../health/regions.ts';
import { disasterRecovery } from '../project.ts';
import { askOtherwise, counting, type Fixing } from './disaster-recovery.ts';

/** As the stack has it: lib/projects/disaster-recovery/entrance.ts. */
const FAILURES = 3;
/** What it was set to, for fewer false alarms. */
const SLOW = 10;

/** The own check of the first region, also while it asks another name. */
const own = async (lab: Lab) => ({ id: (await ownCheck(lab)).id });
const ask = async (lab: Fixing, change: Parameters<typeof askOtherwise>[2]) =>
  askOtherwise(lab, await own(lab), change);

const ofRecord = (lab: Lab, setIdentifier?: string) => {
  const { site: name, zone } = namesOf(lab);
  return { zone, name, type: 'A', ...(setIdentifier && { setIdentifier }) } as const;
};

export const asksTheOthersName = defineDrill(disasterRecovery, {
  name: 'asks-the-others-name',
  title: 'To the other region and back again, all through the forty minutes',
  level: 3,
  causes: 2,
  ticket: {
    report:
      'On Friday nothing came out of the first region for forty minutes. After almost three minutes candidates were sent to the other ' +
      'region, and could work. Two minutes later they were sent back to the first, which still did not answer; and so on, to and fro.',
    impact: 'Everybody, for half of the time. Who had begun to write an answer lost the page again each time.',
    evidence:
      'To Route 53 the first region was ill, well, ill and well again, each time for a minute and 40 seconds, while not one packet came ' +
      'out of it. The failover of the database was done once, and nobody went back with it. Nobody has changed a record in that time.',
  },
  evidence: [{ command: 'lab aws route53 list-health-checks', finds: /"FailureThreshold": 10\b/ }],
  exam: ['SAA-C03/2.2', 'SAA-C03/3.4'],
  hints: [
    'A region that is silent was found well. Who gave the answer that made it so?',
    'What is asked leads somewhere: follow it as it was on Friday, before the first failover, and after it.',
    'route53 list-health-checks: the one that is not inverted. Read what name it asks, and reckon how long it takes to change its mind: ' +
      'interval times threshold.',
    'route53 update-health-check with the name that is the first region alone, primary. before the site, and with a failure threshold ' +
      'of 3.',
  ],
  lesson: {
    architect:
      'A health check that follows the failover which it decides is a loop: it finds the other region well, and calls that the first. ' +
      'Ask each region by a name that never moves. How long a loss lasts is interval times threshold and the TTL together: write ' +
      'the sum beside the promise.',
    developer:
      'A threshold against false alarms is paid for in the real one; here a false alarm costs little, since the other region cannot ' +
      'take a write before somebody promotes it. The threshold counts on the way back as well.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('health-check', await own(lab), (before) => ({
      ...before,
      FullyQualifiedDomainName: namesOf(lab).site,
      FailureThreshold: SLOW,
    }));
  },
  check: [leavesALostRegion, staysAway],
  solution: {
    title: 'Asks the first region by its own name again, and has it ill after three failures',
    steps: [
      'Find the HTTPS health check that is not inverted: it asks the name that fails over, and with it the region that answers;',
      'route53 update-health-check with the own name of the first region, the same path, and a failure threshold of 3.',
    ],
    apply: (lab) => ask(lab, { FullyQualifiedDomainName: namesOf(lab).primary, FailureThreshold: FAILURES }),
  },
  otherFixes: [
    {
      title: 'Asks it by its own name, and has it ill after five failures',
      apply: (lab) => ask(lab, { FullyQualifiedDomainName: namesOf(lab).primary, FailureThreshold: 5 }),
    },
    {
      title:
        'Makes another health check, of the own name, every 30 seconds and ill after two, and counts that one instead',
      async apply(lab) {
        const before = (await own(lab)).id;
        const { HealthCheck } = await lab.aws.route53.createHealthCheck({
          CallerReference: lab.nonce(),
          HealthCheckConfig: {
            ...{ Type: 'HTTPS', FullyQualifiedDomainName: namesOf(lab).primary, Port: 443, ResourcePath: '/health' },
            ...{ RequestInterval: 30, FailureThreshold: 2 },
          },
        });
        const HealthCheckId = HealthCheck?.Id as string;
        lab.undoBy(() => lab.aws.route53.deleteHealthCheck({ HealthCheckId }));
        const { id } = await counting(lab);
        const children = (await checksOf(lab)).get(id)?.ChildHealthChecks ?? [];
        const ChildHealthChecks = children.map((child) => (child === before ? HealthCheckId : child));
        await askOtherwise(lab, { id }, { ChildHealthChecks });
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Has it ill after three failures',
      apply: (lab) => ask(lab, { FailureThreshold: FAILURES }),
    },
    {
      kind: 'too-narrow',
      title: 'Asks it by its own name',
      apply: (lab) => ask(lab, { FullyQualifiedDomainName: namesOf(lab).primary }),
    },
    {
      kind: 'elsewhere',
      title: 'Asks it by its own name, after three failures, for the page that candidates begin with',
      apply: (lab) =>
        ask(lab, {
          ...{ FullyQualifiedDomainName: namesOf(lab).primary, FailureThreshold: FAILURES },
          ResourcePath: '/',
        }),
    },
    {
      kind: 'hidden',
      title: 'Has the own name of the first region lead to where the site leads, and asks that, after three failures',
      async apply(lab) {
        const { site, primary: name, zone } = namesOf(lab);
        const record = { zone, name, type: 'A' } as const;
        const now = await lab.get('zone-record', record);
        const AliasTarget = { HostedZoneId: zone, DNSName: `${site}.`, EvaluateTargetHealth: true };
        if (now) await lab.set('zone-record', record, { ...now, AliasTarget });
        await ask(lab, { FullyQualifiedDomainName: name, FailureThreshold: FAILURES });
      },
    },
    {
      kind: 'too-wide',
      title: 'Asks it rightly, and leads to the other region whether it serves or not, so that nobody is sent back',
      async apply(lab) {
        await ask(lab, { FullyQualifiedDomainName: namesOf(lab).primary, FailureThreshold: FAILURES });
        const { secondary } = await recordsOf(lab);
        const record = ofRecord(lab, secondary?.SetIdentifier);
        const now = await lab.get('zone-record', record);
        if (!now?.AliasTarget) return;
        await lab.set('zone-record', record, {
          ...now,
          AliasTarget: { ...now.AliasTarget, EvaluateTargetHealth: false },
        });
      },
    },
    {
      kind: 'hidden',
      title:
        'Takes the health check from the record of the first region: whether its tasks are well, the balancer knows',
      async apply(lab) {
        const { primary } = await recordsOf(lab);
        const record = ofRecord(lab, primary?.SetIdentifier);
        const now = await lab.get('zone-record', record);
        if (!now) return;
        const { HealthCheckId: _, ...without } = now;
        await lab.set('zone-record', record, without);
      },
    },
    {
      kind: 'elsewhere',
      title: 'Has the check of the other region answer for both: it counts the fence alone',
      async apply(lab) {
        const { id } = await counting(lab);
        const before = (await own(lab)).id;
        const children = (await checksOf(lab)).get(id)?.ChildHealthChecks ?? [];
        await askOtherwise(
          lab,
          { id },
          { ChildHealthChecks: children.filter((each) => each !== before), HealthThreshold: 1 },
        );
      },
    },
  ],
});
