import { defineDrill } from '../../../lib/lab/drills/drill.ts';
import { defineProject } from '../../../lib/project.ts';

/** A project that exists in the fake cloud alone. */
export const sampleProject = defineProject({
  slug: 'sample',
  title: 'Sample',
  summary: 'A queue and a function, for tests of the engine.',
  stackName: 'Sample',
  outputs: { QueueUrl: 'the queue', FunctionName: 'the function' },
  idleUsdPerMonth: 0,
});

/** Changes two settings of two resources; healthy is: variable A is "right", visibility 60. */
export const sampleDrill = defineDrill(sampleProject, {
  name: 'two-changes',
  title: 'Nothing is right any more',
  level: 2,
  causes: 2,
  ticket: { report: 'It is wrong.', impact: 'All.', evidence: 'Everywhere.' },
  exam: ['SAA-C03/2.1', 'DVA-C03/1.2'],
  hints: ['Look.', 'Look there.', 'Change that.'],
  lesson: { architect: 'Design.', developer: 'Code.' },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const api = { functionName: lab.outputs.FunctionName, alias: 'live' };
    await lab.change('function-variable', { ...api, name: 'A' }, { live: 'wrong', latest: 'right' });
    await lab.change('queue-attribute', { queueUrl: lab.outputs.QueueUrl, name: 'VisibilityTimeout' }, '5');
  },
  check: [
    {
      expects: 'The function has what it needs',
      async look(lab) {
        const target = { functionName: lab.outputs.FunctionName, alias: 'live' };
        const { live } = await lab.get('function-variable', { ...target, name: 'A' });
        const { live: timeout } = await lab.get('function-setting', { ...target, field: 'Timeout' });
        return {
          ok: live === 'right' && timeout >= 10,
          saw: `A=${live}, ${timeout} s`,
          wanted: 'A=right, 10 s or more',
        };
      },
    },
    {
      expects: 'A message stays hidden long enough',
      async look(lab) {
        const saw = await lab.get('queue-attribute', { queueUrl: lab.outputs.QueueUrl, name: 'VisibilityTimeout' });
        return { ok: Number(saw) >= 60 && Number(saw) < 3_600, saw, wanted: '60 to 3599' };
      },
    },
  ],
  solution: {
    steps: ['Put both back.'],
    async apply(lab) {
      const api = { functionName: lab.outputs.FunctionName, alias: 'live' };
      await lab.set('function-variable', { ...api, name: 'A' }, { live: 'right', latest: 'right' });
      await lab.set('queue-attribute', { queueUrl: lab.outputs.QueueUrl, name: 'VisibilityTimeout' }, '120');
    },
  },
  otherFixes: [],
  shortcuts: [
    {
      kind: 'hidden',
      title: 'Hides messages forever',
      async apply(lab) {
        await lab.set('queue-attribute', { queueUrl: lab.outputs.QueueUrl, name: 'VisibilityTimeout' }, '43200');
      },
    },
  ],
});

/** The outputs of the sample project's deployment. */
export const SAMPLE_OUTPUTS = { QueueUrl: 'https://queue.example/work', FunctionName: 'worker' };

/** The sample project as a deployment leaves it, and a second variable that is none of the drill's business. */
export function sampleCloud() {
  const version = () => ({ variables: { A: 'right', B: 'own' }, timeout: 10, memory: 256 });
  return {
    functions: {
      worker: {
        latest: version(),
        versions: { 1: version() },
        aliases: { live: { version: '1', weights: {} } },
        permissions: [],
        concurrency: null,
      },
    },
    queues: { [SAMPLE_OUTPUTS.QueueUrl]: { VisibilityTimeout: '60', DelaySeconds: '0' } },
  };
}
