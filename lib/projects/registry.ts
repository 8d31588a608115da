import type { Stack, StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { imageAsset } from '../bundle.ts';
import type { LabProject } from '../lab/lab.ts';
import type { Resources } from '../prices.ts';
import type { Project } from '../project.ts';
import type { Settings } from '../project-settings.ts';
import { deliveryPipeline } from './delivery-pipeline/project.ts';
import { disasterRecovery } from './disaster-recovery/project.ts';
import { eventPipeline } from './event-pipeline/project.ts';
import { serverlessApi } from './serverless-api/project.ts';
import { webApp } from './web-app/project.ts';

type StackClass = new (scope: Construct, id: string, props: StackProps) => Stack;

/** One line of the curriculum: what the lab knows of a project, and its stacks. */
export interface CurriculumEntry extends LabProject {
  /**
   * Loads what makes its stacks, in the order of their deployment, when it is wanted: the lab's other commands never pay for
   * loading the CDK.
   */
  readonly stacks: () => Promise<(scope: Construct) => readonly Stack[]>;
  /** What the context has to say before it can be synthesized at all; by these values where nothing is deployed by it. */
  readonly example?: Settings;
  /** What use costs, counted from the synthesized template, as the README has it under `usage-<slug>`. */
  readonly usage?: () => Promise<(resources: Resources) => string>;
}

/** A project of one stack. No `env`: the same assembly goes to any account and region, and nothing is looked up while it is made. */
const alone = (project: Project, load: () => Promise<StackClass>) => async () => {
  const ProjectStack = await load();
  return (scope: Construct) => [
    new ProjectStack(scope, project.stackName, { description: `certlab: ${project.title}` }),
  ];
};

/** The curriculum: every practice project, in the order a learner meets them. */
export const CURRICULUM: readonly CurriculumEntry[] = [
  {
    project: serverlessApi,
    stacks: alone(serverlessApi, async () => (await import('./serverless-api/stack.ts')).ServerlessApiStack),
    command: async (lab) => (await import('./serverless-api/command.ts')).devCommand(lab),
    site: ({ ApiUrl }) => ApiUrl,
    welcome: async (site) => (await import('./serverless-api/command.ts')).welcome(site),
    drills: async () => (await import('./serverless-api/drills.ts')).drills,
    traffic: async () => (await import('./serverless-api/drills/traffic.ts')).visit,
  },
  {
    project: eventPipeline,
    stacks: alone(eventPipeline, async () => (await import('./event-pipeline/stack.ts')).EventPipelineStack),
    usage: async () => (await import('./event-pipeline/cost/bill.ts')).usageTables,
    command: async (lab) => (await import('./event-pipeline/command.ts')).eventsCommand(lab),
    drills: async () => (await import('./event-pipeline/drills.ts')).drills,
    traffic: async () => (await import('./event-pipeline/drills/traffic.ts')).study,
  },
  {
    project: deliveryPipeline,
    stacks: alone(deliveryPipeline, async () => {
      const [{ deliveryOf }, { ServerlessApiStack }] = await Promise.all([
        import('./delivery-pipeline/stack.ts'),
        import('./serverless-api/stack.ts'),
      ]);
      return deliveryOf(ServerlessApiStack, serverlessApi.stackName);
    }),
    command: async (lab) => (await import('../rehearsal/command.ts')).rehearseCommand(lab),
    deployedOnAws:
      'The delivery pipeline has started its first run by itself. With the bucket as its source that run fails in Source, ' +
      'since nothing is uploaded yet, and the topic says so: the first upload of source.zip starts the next.',
  },
  {
    project: webApp,
    // It costs more than all others together, and needs PostgreSQL on the machine.
    startsByDefault: false,
    stacks: alone(webApp, async () => (await import('./web-app/stack.ts')).WebAppStack),
    drills: async () => (await import('./web-app/drills.ts')).drills,
    traffic: async () => (await import('./web-app/drills/traffic.ts')).sitDown,
    ledger: async () => (await import('./web-app/drills/ledger.ts')).keepAnswers,
  },
  {
    project: disasterRecovery,
    startsByDefault: false,
    example: { domain: 'exam.example.com', zone: 'Z0123456789ABC' },
    setup: async () => (await import('./disaster-recovery/setup.ts')).setup,
    drills: async () => (await import('./disaster-recovery/drills.ts')).drills,
    traffic: async () => (await import('./web-app/drills/traffic.ts')).sitDown,
    ledger: async () => (await import('./web-app/drills/ledger.ts')).keepAnswers,
    losesItsRegion: true,
    stacks: async () => {
      const [{ recoveryStacks }, { HEALTH_PATH, MIGRATE, PORT }, { DATABASE_NAME }] = await Promise.all([
        import('./disaster-recovery/stacks.ts'),
        import('./web-app/app/env.ts'),
        import('./web-app/data-tier.ts'),
      ]);
      return (scope) =>
        recoveryStacks(scope, {
          image: imageAsset(webApp.slug),
          port: PORT,
          healthPath: HEALTH_PATH,
          migrate: ['node', 'server.mjs', MIGRATE],
          databaseName: DATABASE_NAME,
        });
    },
  },
];

/** What a context says so that every project can be synthesized. */
export const EXAMPLE: Settings = Object.assign({}, ...CURRICULUM.map(({ example }) => example));

/** What comes up where no project is named. */
export const STARTED_BY_DEFAULT: readonly CurriculumEntry[] = CURRICULUM.filter(
  ({ startsByDefault = true }) => startsByDefault,
);
