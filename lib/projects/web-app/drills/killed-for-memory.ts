import { defineDrill } from '../../../lab/drills/drill.ts';
import { definitionNow, release } from '../../../lab/settings/ecs.ts';
import { releasesAreCareful, serviceIsSteady } from '../health/service.ts';
import { tasksHaveRoom } from '../health/starting.ts';
import { webApp } from '../project.ts';
import { backToRevisionBefore, type Fixing, ofService, wantTasks } from './web-app.ts';

/**
 * MiB. The program holds 55 before anybody asks it for anything, and more than these before it takes its first request (measured
 * 2026-11-29): no task of the release is ever well.
 */
const TOO_LITTLE = 16;

const limit = (lab: Fixing, mebibytes: number | null) => lab.set('container-memory', ofService(lab), mebibytes);

async function brake(lab: Fixing): Promise<void> {
  const rollout = await lab.get('service-rollout', ofService(lab));
  const circuitBreaker = { enable: true, rollback: true };
  await lab.set('service-rollout', ofService(lab), { ...rollout, circuitBreaker });
}

/** Another size of the task, whatever its container may have of it. */
async function resize(lab: Fixing, memory: string): Promise<void> {
  const now = await definitionNow(lab.aws, ofService(lab));
  if (!now) return;
  lab.undoBy(() => release(lab.aws, ofService(lab), now));
  await release(lab.aws, ofService(lab), { ...now, memory });
}

export const killedForMemory = defineDrill(webApp, {
  name: 'killed-for-memory',
  title: 'The release of this morning is still on its way, and its log has no error',
  level: 2,
  causes: 2,
  ticket: {
    report:
      'The release of this morning, which was to make the tasks cheaper, has been on its way for hours. A task of it begins, is ' +
      'gone within seconds, and another begins. No line of its log is an error: it ends in the middle, and the program has not changed.',
    impact:
      'Nobody yet: candidates are served by the tasks of last week. But nothing can be released, and what is started is paid for.',
    evidence:
      'The service has two deployments, of which the newer never completes, and tasks that have stopped by the dozen. ' +
      'Nothing has given up, and nobody was told.',
  },
  evidence: [
    {
      command: 'lab aws ecs list-tasks --cluster {ClusterName} --service-name {ServiceName} --desired-status STOPPED',
      finds: /:task\//,
    },
  ],
  exam: ['SAA-C03/2.2', 'SAA-C03/3.2', 'SAA-C03/4.2', 'DVA-C03/4.1', 'DVA-C03/3.1'],
  hints: [
    'A program that fails says so. Who else can end a process, so that it has no time for a last word?',
    'ECS keeps a stopped task for an hour or so: list-tasks with --desired-status STOPPED, then describe-tasks. Read exitCode and ' +
      'reason of its container; 137 is 128 and the number of the signal that ended it.',
    'ecs describe-task-definition of the last two revisions: what may the container have now, and what has its task? Then ask why the ' +
      'service goes on with a release whose tasks all end: deploymentConfiguration.',
    'Release a revision without memory for its container, so that it has the 512 MiB of its task, and turn on ' +
      'deploymentCircuitBreaker with enable and rollback.',
  ],
  lesson: {
    architect:
      'Measure what a task holds when it is busy, give it twice that, and have an alarm on its use: what is saved on memory is a few ' +
      'dollars, and the price of too little is paid all at once. A release that fails has to end by itself.',
    developer:
      'A hard limit is kept by the kernel, with SIGKILL: no handler runs, nothing is flushed, no line is written. Exit code 137 with ' +
      'OutOfMemoryError is this; 137 without it is a stop timeout that has passed. A heap that is told to be smaller is one part of ' +
      'what a process holds.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('service-rollout', ofService(lab), (before) => ({
      ...before,
      circuitBreaker: { enable: false, rollback: false },
    }));
    await lab.change('container-memory', ofService(lab), TOO_LITTLE);
  },
  check: [serviceIsSteady, releasesAreCareful, tasksHaveRoom],
  solution: {
    steps: [
      'Register a revision whose container has no memory of its own, and so the 512 MiB of its task, and update the service to it;',
      'then ecs update-service with deploymentCircuitBreaker: enable and rollback true.',
    ],
    async apply(lab) {
      await limit(lab, null);
      await brake(lab);
    },
  },
  otherFixes: [
    {
      title: 'Goes back to the revision before, and has the next bad release rolled back',
      async apply(lab) {
        await backToRevisionBefore(lab);
        await brake(lab);
      },
    },
    {
      title: 'Lets the container have all that its task has, by a number, and has the next bad release rolled back',
      async apply(lab) {
        await limit(lab, 512);
        await brake(lab);
      },
    },
  ],
  shortcuts: [
    { kind: 'too-narrow', title: 'Lets the container have all of its task', apply: (lab) => limit(lab, null) },
    {
      kind: 'too-narrow',
      title: 'Lets it have what it holds before anybody asks for anything, and a little more',
      async apply(lab) {
        await limit(lab, 128);
        await brake(lab);
      },
    },
    { kind: 'elsewhere', title: 'Gives each task a gibibyte in place of a half', apply: (lab) => resize(lab, '1024') },
    {
      kind: 'hidden',
      title: 'Tells Node to keep its heap below sixteen megabytes',
      apply: (lab) => lab.set('task-variable', { ...ofService(lab), name: 'NODE_OPTIONS' }, '--max-old-space-size=16'),
    },
    {
      kind: 'too-wide',
      title: 'Lets it have all of a task of two gibibytes, and has the next bad release rolled back',
      async apply(lab) {
        await limit(lab, null);
        await resize(lab, '2048');
        await brake(lab);
      },
    },
    { kind: 'elsewhere', title: 'Runs four tasks', apply: (lab) => wantTasks(lab, 4) },
  ],
});
