import { defineDrill } from '../../../lab/drills/drill.ts';
import { anyTaskAnswers } from '../health/service.ts';
import { webApp } from '../project.ts';
import { checkOtherwise, type Fixing, ofTargets, wantTasks } from './web-app.ts';

const ENABLED = 'stickiness.enabled';
const SECONDS = 'stickiness.lb_cookie.duration_seconds';

const set = (lab: Fixing, name: string, value: string) =>
  lab.set('group-attribute', { ...ofTargets(lab), name }, value);

export const tiedToOne = defineDrill(webApp, {
  name: 'tied-to-one',
  title: 'Two tasks groan, and those that were added idle',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'At nine a whole cohort comes at once, and two more tasks are started for it. They do nearly nothing: the two that were ' +
      'there before go on answering almost everybody, and are slow. It used to even out within seconds.',
    impact: 'The morning cohorts, for as long as their exam lasts. More tasks cost more and help nobody who is there.',
    evidence:
      'Every browser now comes back with a cookie that the exam room has not set. In a window that is new, half of the ' +
      'people get the quick tasks.',
  },
  evidence: [{ command: 'curl -si {SiteUrl}/', finds: /set-cookie: AWSALB=/i }],
  exam: ['SAA-C03/2.1', 'SAA-C03/3.2', 'SAA-C03/3.4'],
  hints: [
    'Requests of one browser go to one task, whatever there is beside it. Who sees to that?',
    'A cookie called AWSALB is of the balancer: with it, a target group binds a browser to a target.',
    'elbv2 describe-target-group-attributes with the ARN TargetGroupArn: read all that begins with stickiness.',
    'Set stickiness.enabled to false: sessions are in database and cache, and any task knows them.',
  ],
  lesson: {
    architect:
      'Stickiness is a crutch for state that lives in one process. It takes from the balancer the one thing that it is for, ' +
      'and from a deployment the freedom to end a task. Put the state where every task finds it.',
    developer:
      'If a session is lost whenever a task goes, it is in the wrong place; a cookie of the balancer hides that until the ' +
      'next release. The test is to send two requests of one session to two tasks.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('group-attribute', { ...ofTargets(lab), name: SECONDS }, '604800');
    await lab.change('group-attribute', { ...ofTargets(lab), name: ENABLED }, 'true');
    await lab.eventually(async () => {
      const { ok, saw, wanted } = await anyTaskAnswers.look(lab);
      return { ok: !ok, saw, wanted };
    });
  },
  check: [anyTaskAnswers],
  solution: {
    steps: ['elbv2 modify-target-group-attributes: stickiness.enabled to false.'],
    apply: (lab) => set(lab, ENABLED, 'false'),
  },
  otherFixes: [
    {
      title: 'Turns it off, and sets how long it would last to a day again',
      async apply(lab) {
        await set(lab, ENABLED, 'false');
        await set(lab, SECONDS, '86400');
      },
    },
    {
      title: 'Turns it off, and lets new tasks take a fair share of the requests in their turn',
      async apply(lab) {
        await set(lab, ENABLED, 'false');
        await set(lab, 'load_balancing.algorithm.type', 'round_robin');
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Lets it last for a minute instead of a week',
      apply: (lab) => set(lab, SECONDS, '60'),
    },
    { kind: 'elsewhere', title: 'Runs six tasks instead of two', apply: (lab) => wantTasks(lab, 6) },
    {
      kind: 'elsewhere',
      title: 'Gives the requests to the tasks in their turn',
      apply: (lab) => set(lab, 'load_balancing.algorithm.type', 'round_robin'),
    },
    {
      kind: 'hidden',
      title: 'Turns it off, and cuts what is on its way whenever a task goes, so that browsers move at once',
      async apply(lab) {
        await set(lab, ENABLED, 'false');
        await set(lab, 'deregistration_delay.timeout_seconds', '0');
      },
    },
    {
      kind: 'hidden',
      title: 'Turns it off, and no longer replaces tasks that answer slowly',
      async apply(lab) {
        await set(lab, ENABLED, 'false');
        await checkOtherwise(lab, { interval: 120, timeout: 100, unhealthyThreshold: 10 });
      },
    },
  ],
});
