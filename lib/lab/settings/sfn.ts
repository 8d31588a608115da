/** What drills change of Step Functions. */
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';

interface StateMachineTarget {
  readonly arn: string;
}

/** A state machine in the Amazon States Language. */
export interface StateMachineDefinition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly [field: string]: unknown;
}

export interface State {
  readonly Type: string;
  readonly [field: string]: unknown;
}

/** The definition of a state machine. Executions that run already keep the one they began with. */
export const stateMachine = {
  resource: ({ arn }: StateMachineTarget) => `states:state-machine:${arn}`,
  async read(aws: AwsClients, { arn }: StateMachineTarget): Promise<StateMachineDefinition | undefined> {
    const answer = await orMissing(aws.sfn.describeStateMachine({ stateMachineArn: arn }));
    return answer && JSON.parse(answer.definition ?? '{}');
  },
  async write(aws: AwsClients, { arn }: StateMachineTarget, value: StateMachineDefinition): Promise<void> {
    await aws.sfn.updateStateMachine({ stateMachineArn: arn, definition: JSON.stringify(value) });
  },
};
