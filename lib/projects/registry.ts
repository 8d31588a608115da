import type { Stack, StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Project } from '../lab/project.ts';
import { serverlessApi } from './serverless-api/project.ts';

/** One line of the curriculum. */
export interface CurriculumEntry {
  readonly project: Project;
  /** Loads the stack's class when it is wanted: the lab's other commands never pay for loading the CDK. */
  readonly stack: () => Promise<new (scope: Construct, id: string, props: StackProps) => Stack>;
}

/** The curriculum: every practice project, in the order a learner meets them. */
export const CURRICULUM: readonly CurriculumEntry[] = [
  {
    project: serverlessApi,
    stack: async () => (await import('./serverless-api/stack.ts')).ServerlessApiStack,
  },
];
