import { defineDrill } from '../../../lab/drills/drill.ts';
import { HEALTH_PATH, PORT } from '../app/env.ts';
import { webApp } from '../project.ts';
import { checkOtherwise, ofService, ofTargets, targetsStayWell, untilSick, wantTasks } from './web-app.ts';

export const healthCheckBlind = defineDrill(webApp, {
  name: 'health-check-blind',
  title: 'Tasks come and go every minute, though each of them works',
  level: 1,
  causes: 1,
  ticket: {
    report:
      'Candidates are thrown off in the middle of an answer, again and again. In between everything works. The service ' +
      'starts a new task every minute or so, and stops one.',
    impact: 'All candidates, for a moment each time; and tasks are paid for that live a minute.',
    evidence:
      'No error in the log of the tasks: each answers requests until it is told to stop. The balancer calls them unhealthy, ' +
      'by Target.ResponseCodeMismatch.',
  },
  evidence: [
    {
      command: 'lab aws elbv2 describe-target-health --target-group-arn {TargetGroupArn}',
      finds: /Target\.ResponseCodeMismatch/,
    },
  ],
  exam: ['SAA-C03/2.2', 'SAA-C03/3.4', 'DVA-C03/3.1', 'DVA-C03/4.1'],
  hints: [
    'The tasks are well, and are taken for sick. Who decides that, and by what?',
    'ResponseCodeMismatch: the target answered, but not with the status that was wanted. What was it asked?',
    'elbv2 describe-target-groups with the ARN TargetGroupArn: compare HealthCheckPath with what the program answers.',
    `Set the health check's path to ${HEALTH_PATH} again.`,
  ],
  lesson: {
    architect:
      'A health check is a promise between balancer and program: which path, which answer, how soon. When every target is ' +
      'unhealthy at once, it is the check that is sick. A balancer then sends to all of them, which hides it for a while.',
    developer:
      'Serve a path that says whether this task can take requests, keep it in one constant that program and stack share, ' +
      'and let no wider range of codes pass: 404 is no health.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('group-health-check', ofTargets(lab), (before) => ({ ...before, path: '/healthz' }));
    await untilSick(lab);
  },
  check: [targetsStayWell],
  solution: {
    steps: [`elbv2 modify-target-group --target-group-arn <TargetGroupArn> --health-check-path ${HEALTH_PATH}`],
    apply: (lab) => checkOtherwise(lab, { path: HEALTH_PATH }),
  },
  otherFixes: [
    {
      title: 'Asks the right path, by the port of the program instead of that of the traffic',
      apply: (lab) => checkOtherwise(lab, { path: HEALTH_PATH, port: String(PORT) }),
    },
    {
      title: 'Asks the right path, every ten seconds and up to three times',
      apply: (lab) => checkOtherwise(lab, { path: HEALTH_PATH, interval: 10, timeout: 3, unhealthyThreshold: 3 }),
    },
  ],
  shortcuts: [
    {
      kind: 'too-wide',
      title: 'Takes every answer below 500 for well',
      apply: (lab) => checkOtherwise(lab, { matcher: '200-499' }),
    },
    {
      kind: 'hidden',
      title: 'Looks every five minutes, and lets ten looks fail',
      apply: (lab) => checkOtherwise(lab, { interval: 300, timeout: 120, unhealthyThreshold: 10 }),
    },
    {
      kind: 'elsewhere',
      title: 'Runs six tasks, so that some are always there',
      apply: (lab) => wantTasks(lab, 6),
    },
    {
      kind: 'too-narrow',
      title: 'Asks the right path and takes redirects for well too',
      apply: (lab) => checkOtherwise(lab, { path: HEALTH_PATH, matcher: '200-399' }),
    },
    {
      kind: 'hidden',
      title: 'Lets requests of a task that is told to stop be cut at once, so that new ones come sooner',
      async apply(lab) {
        const name = 'deregistration_delay.timeout_seconds';
        await lab.set('group-attribute', { ...ofTargets(lab), name }, '0');
      },
    },
    {
      kind: 'elsewhere',
      title: 'Replaces every task by a deployment without a change',
      async apply(lab) {
        await lab.aws.ecs.updateService({ ...ofService(lab), forceNewDeployment: true });
      },
    },
  ],
});
