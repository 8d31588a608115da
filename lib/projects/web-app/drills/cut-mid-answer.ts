import { defineDrill } from '../../../lab/drills/drill.ts';
import { requestsAreFinished } from '../health/service.ts';
import { webApp } from '../project.ts';
import { checkOtherwise, type Fixing, ofService, ofTargets, wantTasks } from './web-app.ts';

const DELAY = 'deregistration_delay.timeout_seconds';
const set = (lab: Fixing, seconds: number) =>
  lab.set('group-attribute', { ...ofTargets(lab), name: DELAY }, String(seconds));

export const cutMidAnswer = defineDrill(webApp, {
  name: 'cut-mid-answer',
  title: 'Every release costs some candidates their page',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'Whenever a release goes out, a handful of candidates get an error 502 in the place of their next question. A minute ' +
      'before and a minute after nobody does. It began a week ago, with no change of the program.',
    impact:
      'Some candidates at each release, and at each step back from a busy hour; releases wait for the evening now.',
    evidence:
      'The errors are of the balancer, and not of the program, whose log has none. They come in the second in which an old ' +
      'task is told to stop, and hit the slowest requests.',
  },
  evidence: [
    {
      command: 'lab aws elbv2 describe-target-group-attributes --target-group-arn {TargetGroupArn}',
      finds: /deregistration_delay\.timeout_seconds",\s+"Value": "0"/,
    },
  ],
  exam: ['SAA-C03/2.1', 'SAA-C03/3.4', 'DVA-C03/3.3', 'DVA-C03/4.1'],
  hints: [
    'A request that is on its way when its task is told to stop: who waits for it, and for how long?',
    'Two clocks run then: the one of the balancer for a target that leaves, and the stop timeout of the container.',
    'The program takes up to twenty seconds for a request while the database fails over. Compare both clocks with that.',
    'Set deregistration_delay.timeout_seconds of the target group to 25: longer than a request, shorter than the stop timeout.',
  ],
  lesson: {
    architect:
      'Draining belongs to every scaling and every release: the balancer sends nothing new, and waits for what is there. It ' +
      'has to be as long as the longest request, and no longer: with the default of 300 seconds a release waits for nothing.',
    developer:
      'Three numbers are one: how long the program may take, how long the balancer waits, how long the container has after ' +
      'SIGTERM. Write them side by side, each from the one before.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('group-attribute', { ...ofTargets(lab), name: DELAY }, '0');
  },
  check: [requestsAreFinished],
  solution: {
    steps: [`elbv2 modify-target-group-attributes: ${DELAY} to 25.`],
    apply: (lab) => set(lab, 25),
  },
  otherFixes: [
    { title: 'Lets the balancer wait for thirty seconds', apply: (lab) => set(lab, 30) },
    {
      title: 'Lets the balancer wait for two minutes, which some requests may need one day',
      apply: (lab) => set(lab, 120),
    },
  ],
  shortcuts: [
    { kind: 'too-wide', title: 'Lets the balancer wait for an hour', apply: (lab) => set(lab, 3_600) },
    { kind: 'too-narrow', title: 'Lets the balancer wait for five seconds', apply: (lab) => set(lab, 5) },
    {
      kind: 'elsewhere',
      title: 'Runs four tasks, so that each release hits fewer requests',
      apply: (lab) => wantTasks(lab, 4),
    },
    {
      kind: 'hidden',
      title: 'Ties each browser to its task, so that its requests are not moved',
      async apply(lab) {
        await set(lab, 25);
        await lab.set('group-attribute', { ...ofTargets(lab), name: 'stickiness.enabled' }, 'true');
      },
    },
    {
      kind: 'elsewhere',
      title: 'Lets a target fail ten checks before it is out',
      apply: (lab) => checkOtherwise(lab, { unhealthyThreshold: 10 }),
    },
    {
      kind: 'hidden',
      title: 'Waits long enough, and lets a release take a task away before the next is there',
      async apply(lab) {
        await set(lab, 25);
        const rollout = await lab.get('service-rollout', ofService(lab));
        await lab.set('service-rollout', ofService(lab), { ...rollout, minimumHealthyPercent: 50 });
      },
    },
  ],
});
