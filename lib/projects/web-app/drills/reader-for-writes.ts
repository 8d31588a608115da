import { type CheckContext, defineDrill } from '../../../lab/drills/drill.ts';
import { aSittingWorks } from '../health/sitting.ts';
import { webApp } from '../project.ts';
import { backToRevisionBefore, checkOtherwise, type Fixing, type Output, ofService, wantTasks } from './web-app.ts';

const WRITER = 'DATABASE_HOST';
const READER = 'DATABASE_READER_HOST';

const said = (lab: CheckContext<Output>, name: string) => lab.get('task-variable', { ...ofService(lab), name });
const tell = (lab: Fixing, name: string, value: string | null) =>
  lab.set('task-variable', { ...ofService(lab), name }, value);

/** The cluster has two names, which differ in this. */
const writerOf = (reader: string | null) => (reader ?? '').replace('.cluster-ro-', '.cluster-');

export const readerForWrites = defineDrill(webApp, {
  name: 'reader-for-writes',
  title: 'Pages come, but nobody can begin an exam since the last release',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'Since the release of this morning nobody can join a cohort or begin an exam. The browser shows that nothing can be saved ' +
      'now, to the first who tried after ten seconds and to the others at once. The first page comes as ever.',
    impact: 'Everybody who wants to do more than read. Nothing that was saved is lost.',
    evidence:
      'The database is well: one writer, one reader, and few connections to either. All of the new ones go to the reader. ' +
      'The release changed no line of the program.',
  },
  evidence: [
    {
      command: `curl -s -m 9 -w " %{http_code}" -H "content-type: application/json" -d '{"name":"Ada","cohort":"by-hand"}' {SiteUrl}/v1/candidates || true`,
      finds: / (000|503)\s*$/,
    },
  ],
  exam: ['SAA-C03/3.3', 'SAA-C03/2.2', 'DVA-C03/3.1', 'DVA-C03/4.1'],
  hints: [
    'Reading works, writing does not. Which of the two instances is asked to write?',
    'A cluster of Aurora has an endpoint for its writer and one for its readers; the program is told both by its task definition.',
    'ecs describe-task-definition of what the service runs: compare DATABASE_HOST with DATABASE_READER_HOST.',
    'Register a revision with the endpoint of the writer in DATABASE_HOST, and update the service to it.',
  ],
  lesson: {
    architect:
      'The endpoint of the cluster follows the writer through every failover; that of the readers spreads over the others, and ' +
      'answers writes with "read-only transaction". An endpoint of one instance is neither.',
    developer:
      'Configuration is released as code is: a new revision, rolled out, and tried with a write before it takes all. ' +
      'A health check that asks the database for nothing cannot see this, and must not.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const reader = await said(lab, READER);
    await lab.change('task-variable', { ...ofService(lab), name: WRITER }, reader);
  },
  check: [aSittingWorks],
  solution: {
    steps: [
      'Register a new revision of the task definition with the endpoint of the writer in DATABASE_HOST,',
      'and update the service to it.',
    ],
    apply: async (lab) => tell(lab, WRITER, writerOf(await said(lab, READER))),
  },
  otherFixes: [
    { title: 'Goes back to the revision of the release before', apply: backToRevisionBefore },
    {
      title: 'Asks the writer alone, for reads as well, until the reader is needed',
      async apply(lab) {
        const writer = writerOf(await said(lab, READER));
        await tell(lab, WRITER, writer);
        await tell(lab, READER, writer);
      },
    },
  ],
  shortcuts: [
    { kind: 'elsewhere', title: 'Runs four tasks', apply: (lab) => wantTasks(lab, 4) },
    {
      kind: 'too-narrow',
      title: 'Leaves the program without an endpoint for reads',
      apply: async (lab) => {
        const now = await said(lab, WRITER);
        await tell(lab, READER, now);
      },
    },
    {
      kind: 'hidden',
      title: 'Takes tasks that fail for well',
      apply: (lab) => checkOtherwise(lab, { matcher: '200-499' }),
    },
    {
      kind: 'elsewhere',
      title: 'Starts every task again',
      async apply(lab) {
        await lab.aws.ecs.updateService({ ...ofService(lab), forceNewDeployment: true });
      },
    },
    {
      kind: 'too-wide',
      title: 'Lets the whole network come to the tasks, in case their answers were kept out',
      async apply(lab) {
        const target = { groupId: lab.outputs.WebSecurityGroupId, way: 'ingress' } as const;
        const rules = await lab.get('group-rules', target);
        const all = { protocol: 'tcp', fromPort: 0, toPort: 65_535, peer: '10.20.0.0/16', description: null };
        await lab.set('group-rules', target, [...rules, all]);
      },
    },
  ],
});
