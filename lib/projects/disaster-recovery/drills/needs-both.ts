import { defineDrill } from '../../../lab/drills/drill.ts';
import { allowing, inlinePolicy } from '../../../lab/drills/probes.ts';
import type { State, StateMachineDefinition } from '../../../lab/settings/sfn.ts';
import { failsOverAlone, goesBackWithoutLoss, ofWorkflow } from '../health/failover.ts';
import { inStandby, standby } from '../health/regions.ts';
import { disasterRecovery, STANDBY_REGION } from '../project.ts';
import type { Fixing } from './disaster-recovery.ts';

const PROMOTES = 'FailOver';
type States = StateMachineDefinition['States'];

/** The arguments of the promotion: to let nothing be lost is to switch over, which takes both regions. */
const withArguments = (state: State | undefined, change: Readonly<Record<string, unknown>>): State => {
  const { AllowDataLoss: _, Switchover: __, ...others } = (state?.Arguments ?? {}) as Record<string, unknown>;
  return { ...(state as State), Arguments: { ...others, ...change } };
};

async function define(lab: Fixing, change: (states: States) => States): Promise<void> {
  const before = await lab.get('state-machine', ofWorkflow(lab));
  await lab.set('state-machine', ofWorkflow(lab), { ...before, States: change(before.States) });
}

const promote = (
  lab: Fixing,
  change: Readonly<Record<string, unknown>>,
  more: (states: States) => States = (all) => all,
) => define(lab, (states) => more({ ...states, [PROMOTES]: withArguments(states[PROMOTES], change) }));

export const needsBoth = defineDrill(disasterRecovery, {
  name: 'needs-both',
  title: 'Twelve exercises went well, and on the day itself nothing moved',
  level: 3,
  causes: 1,
  ticket: {
    report:
      'Every month we go to the other region and back, by the workflow, and not one answer is lost. On Sunday the first region was gone in ' +
      'earnest, and the same workflow, started by the same command, ended after some minutes with an error. Nobody could save an answer ' +
      'until somebody from the database team did it by hand.',
    impact: 'Everybody, for the hour in which it was needed; and for as long as it takes the next time.',
    evidence:
      'Its history: the lock was free, the fence was raised, an instance was there. Then RDS was asked eight times in two minutes, and refused ' +
      'each time, since the state of the global database does not allow it. The cluster of the other region was available all the time.',
  },
  evidence: [
    {
      command:
        `lab aws stepfunctions describe-state-machine --region ${STANDBY_REGION} --state-machine-arn ` +
        `arn:aws:states:${STANDBY_REGION}:{DatabaseClusterArn.account}:stateMachine:certlab-recovery-failover`,
      finds: /Switchover\\":\s*true/,
    },
  ],
  exam: ['SAA-C03/2.2', 'SAA-C03/3.3'],
  hints: [
    'What was there in each of the twelve exercises, and not on Sunday?',
    'There are two ways to another writer: one for which both sides have to be there and nothing is lost, and one for the day on which ' +
      'one side is gone. Which does RDS take this call for?',
    'stepfunctions describe-state-machine in us-west-2: the arguments of the state FailOver. Compare them with the API Reference of ' +
      'FailoverGlobalCluster.',
    'stepfunctions update-state-machine with AllowDataLoss true in the arguments of FailOver, and without Switchover. The way back stays ' +
      'as it is.',
  ],
  lesson: {
    architect:
      'An exercise with both regions tries the switch, not the disaster. What is for the disaster must need nothing of what is lost: try it with ' +
      'the first region cut off, and decide before what may be lost. A runbook that promises to lose nothing has no answer for the day on which ' +
      'something is lost already.',
    developer:
      'FailoverGlobalCluster is two operations under one name: without AllowDataLoss it is a switchover. TestState runs each state with answers ' +
      'that are made up, an error among them: by that a failover is tried in a second, and nothing fails over.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('state-machine', ofWorkflow(lab), (before) => ({
      ...before,
      States: { ...before.States, [PROMOTES]: withArguments(before.States[PROMOTES], { Switchover: true }) },
    }));
  },
  check: [failsOverAlone, goesBackWithoutLoss],
  solution: {
    title: 'Lets the promotion lose what was not replicated, and leaves the way back without loss',
    steps: [
      'In the state FailOver of the workflow: the argument Switchover away, AllowDataLoss true in its place;',
      'stepfunctions update-state-machine in us-west-2 with that definition. What is for exercises stays: SwitchoverGlobalCluster in us-east-1.',
    ],
    apply: (lab) => promote(lab, { AllowDataLoss: true }),
  },
  otherFixes: [
    {
      title: 'Lets it lose what was not replicated where the input says that the other region is to take over',
      apply: (lab) => promote(lab, { AllowDataLoss: "{% $to = 'standby' %}" }),
    },
    {
      title: 'Writes the state again under another name, with the loss allowed, and tries it twice as often',
      apply: (lab) =>
        promote(lab, { AllowDataLoss: true }, ({ [PROMOTES]: state, ...others }) => {
          const Retry = ((state as State).Retry as { readonly MaxAttempts?: number }[]).map((each) => ({
            ...each,
            MaxAttempts: 2 * (each.MaxAttempts ?? 3),
          }));
          const renamed = JSON.parse(
            JSON.stringify(others)
              .replaceAll(`"Next":"${PROMOTES}"`, '"Next":"Promote"')
              .replaceAll(`"Default":"${PROMOTES}"`, '"Default":"Promote"'),
          ) as States;
          return { ...renamed, Promote: { ...(state as State), Retry } };
        }),
    },
  ],
  shortcuts: [
    { kind: 'too-narrow', title: 'Takes the argument Switchover away', apply: (lab) => promote(lab, {}) },
    {
      kind: 'elsewhere',
      title: 'Tries the promotion for an hour, in place of two minutes',
      apply: (lab) =>
        define(lab, (states) => {
          const state = states[PROMOTES] as State;
          const Retry = (state.Retry as object[]).map((each) => ({ ...each, MaxAttempts: 240 }));
          return { ...states, [PROMOTES]: { ...state, Retry } };
        }),
    },
    {
      kind: 'hidden',
      title: 'Goes on to the tasks where RDS refuses, so that candidates can read at least and the workflow ends well',
      apply: (lab) =>
        define(lab, (states) => ({
          ...states,
          [PROMOTES]: {
            ...(states[PROMOTES] as State),
            Catch: [{ ErrorEquals: ['States.ALL'], Next: 'LookAtService' }],
          },
        })),
    },
    {
      kind: 'elsewhere',
      title: 'Calls SwitchoverGlobalCluster in its place, which is what AWS recommends',
      apply: (lab) =>
        promote(lab, {}, (states) => {
          const state = states[PROMOTES] as State;
          const Resource = String(state.Resource).replace('failoverGlobalCluster', 'switchoverGlobalCluster');
          return { ...states, [PROMOTES]: { ...state, Resource } };
        }),
    },
    {
      kind: 'too-wide',
      title: 'Lets data be lost on both ways, so that neither can be refused',
      apply: (lab) =>
        promote(lab, { AllowDataLoss: true }, (states) => {
          const back = states.SwitchBack as State;
          const Resource = String(back.Resource).replace('switchoverGlobalCluster', 'failoverGlobalCluster');
          return { ...states, SwitchBack: { ...withArguments(back, { AllowDataLoss: true }), Resource } };
        }),
    },
    {
      kind: 'hidden',
      title: 'Promotes with the loss allowed, and leaves the fence out, which costs time and is not needed for it',
      apply: (lab) =>
        promote(lab, { AllowDataLoss: true }, (states) => {
          const fence = states.RaiseFence as State;
          return { ...states, RaiseFence: { Type: 'Pass', Next: fence.Next } };
        }),
    },
    {
      kind: 'too-wide',
      title: 'Promotes with the loss allowed, by a role that may do everything with RDS',
      async apply(lab) {
        await promote(lab, { AllowDataLoss: true });
        const { roleArn } = await standby(lab).sfn.describeStateMachine({ stateMachineArn: ofWorkflow(lab).arn });
        const policy = { ...(await inlinePolicy(lab.aws, roleArn?.split('/').at(-1) as string)), ...inStandby };
        await lab.set('role-policy', policy, allowing(await lab.get('role-policy', policy), 'rds:*', '*'));
      },
    },
  ],
});
