/** What the compiler refuses of a drill: `npm run check` fails if one of these lines were accepted. */
import { expect, test } from 'vitest';
import { type Drill, defineDrill } from '../../../lib/lab/drills/drill.ts';
import { sampleDrill, sampleProject } from '../../support/drills/sample-drill.ts';

type Output = keyof (typeof sampleProject)['outputs'];
const { id: _, project: __, ...sample } = sampleDrill;
const drill = sample as unknown as Drill<Output>;

test('a drill knows its project and its id', () => {
  expect(defineDrill(sampleProject, drill)).toMatchObject({ id: 'sample/two-changes', project: { slug: 'sample' } });
});

test('refuses, when it is compiled, a task that no exam has', () => {
  // @ts-expect-error SAA-C03 has no task 9.9
  defineDrill(sampleProject, { ...drill, exam: ['SAA-C03/9.9'] });
  // @ts-expect-error a drill trains something
  defineDrill(sampleProject, { ...drill, exam: [] });
});

test('refuses, when it is compiled, fewer than three hints and a drill without a shortcut', () => {
  // @ts-expect-error two hints
  defineDrill(sampleProject, { ...drill, hints: ['Look.', 'Change it.'] });
  // @ts-expect-error no shortcut
  defineDrill(sampleProject, { ...drill, shortcuts: [] });
  // @ts-expect-error nothing is checked
  defineDrill(sampleProject, { ...drill, check: [] });
});

test('refuses, when it is compiled, an output that the project does not publish', () => {
  defineDrill(sampleProject, {
    ...drill,
    async fault(lab) {
      // @ts-expect-error the sample has no ApiUrl
      await lab.request(lab.outputs.ApiUrl);
    },
  });
});

test('refuses, when it is compiled, a setting that there is not, and a value of another kind', () => {
  defineDrill(sampleProject, {
    ...drill,
    async fault(lab) {
      // @ts-expect-error no such setting
      await lab.change('queue-colour', { queueUrl: lab.outputs.QueueUrl }, 'red');
      // @ts-expect-error a queue's attribute is text
      await lab.change('queue-attribute', { queueUrl: lab.outputs.QueueUrl, name: 'DelaySeconds' }, 7);
    },
  });
});
