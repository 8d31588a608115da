import { defineDrill } from '../../../lab/drills/drill.ts';
import { HEALTH_PATH } from '../app/env.ts';
import { webApp } from '../project.ts';
import { checkOtherwise, ofService, ofTargets, targetsStayWell, untilSick, wantTasks } from './web-app.ts';

export const askedElsewhere = defineDrill(webApp, {
  name: 'asked-elsewhere',
  title: 'No task is ever well, and what was tried against it did not help',
  level: 3,
  causes: 2,
  ticket: {
    report:
      'Tasks are replaced every minute since last night. A colleague has found one mistake and fixed it, and was sure; it goes on ' +
      'as before, only the reason is another now. He has put his fix back, and is asleep.',
    impact: 'All candidates, for a moment each time. Two nights of on-call.',
    evidence:
      'The tasks answer every request that comes to them. The balancer calls them unhealthy, because its own connection to them ' +
      'is refused: Target.FailedHealthChecks.',
  },
  evidence: [
    {
      command: 'lab aws elbv2 describe-target-health --target-group-arn {TargetGroupArn}',
      finds: /Target\.FailedHealthChecks/,
    },
  ],
  exam: ['SAA-C03/2.2', 'SAA-C03/3.4', 'DVA-C03/3.1', 'DVA-C03/4.1'],
  hints: [
    'A connection that is refused is no time-out and no wrong answer: nobody listens there.',
    'Requests go to one port, and a health check may go to another: elbv2 describe-target-groups, HealthCheckPort.',
    'Once that is right the reason changes. Which answer does the balancer want then, and which does the program give?',
    `Set HealthCheckPort to traffic-port and the matcher to 200; ${HEALTH_PATH} is right as it is.`,
  ],
  lesson: {
    architect:
      'Two faults that hide each other look like one that resists. Change one thing, read the reason again, and keep what was ' +
      'right: a fix that is put back because it was not enough costs the next night.',
    developer:
      'traffic-port follows the port of each target and cannot be forgotten. A matcher belongs to the program: it is written ' +
      'where the path is, and tried against it.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('group-health-check', ofTargets(lab), (before) => ({ ...before, port: '9090', matcher: '204' }));
    await untilSick(lab);
  },
  check: [targetsStayWell],
  solution: {
    steps: [
      'elbv2 modify-target-group with HealthCheckPort traffic-port,',
      'and with the matcher 200, which is what the program answers.',
    ],
    apply: (lab) => checkOtherwise(lab, { port: 'traffic-port', matcher: '200' }),
  },
  otherFixes: [
    {
      title: 'Asks the port of the program by its number, and wants 200',
      apply: (lab) => checkOtherwise(lab, { port: '8080', matcher: '200' }),
    },
    {
      title: 'Sets one after the other, and looks every ten seconds from now on',
      async apply(lab) {
        await checkOtherwise(lab, { port: 'traffic-port' });
        await checkOtherwise(lab, { matcher: '200', interval: 10 });
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Asks the port of the program',
      apply: (lab) => checkOtherwise(lab, { port: 'traffic-port' }),
    },
    { kind: 'too-narrow', title: 'Wants 200 for an answer', apply: (lab) => checkOtherwise(lab, { matcher: '200' }) },
    {
      kind: 'too-wide',
      title: 'Asks the port of the program, and takes every answer for well',
      apply: (lab) => checkOtherwise(lab, { port: 'traffic-port', matcher: '200-499' }),
    },
    {
      kind: 'hidden',
      title: 'Looks every five minutes, and lets ten looks fail',
      apply: (lab) => checkOtherwise(lab, { interval: 300, timeout: 120, unhealthyThreshold: 10 }),
    },
    { kind: 'elsewhere', title: 'Runs six tasks, so that some are always there', apply: (lab) => wantTasks(lab, 6) },
    {
      kind: 'elsewhere',
      title: 'Starts every task again',
      async apply(lab) {
        await lab.aws.ecs.updateService({ ...ofService(lab), forceNewDeployment: true });
      },
    },
  ],
});
