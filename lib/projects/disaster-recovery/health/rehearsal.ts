/**
 * The failover workflow state by state, against a world in which a region is lost: each state is evaluated by Step Functions itself
 * (TestState), and each call is answered from here, so that nothing fails over and no fence moves.
 */
import type { DescribeStateMachineCommandOutput, SFN } from '@aws-sdk/client-sfn';
import type { State, StateMachineDefinition } from '../../../lab/settings/sfn.ts';

/** What a call of an API answers: its result, or the error that the workflow sees. */
export type Answered = { readonly result: unknown } | { readonly error: string; readonly cause: string };

/** A call of an SDK integration: `rds`, `failoverGlobalCluster`, and the arguments as they are sent. */
export type Answering = (service: string, action: string, args: Readonly<Record<string, unknown>>) => Answered;

export interface Rehearsed {
  /** `stuck`: it went on and on, as an execution that its time limit ends. */
  readonly ended: 'SUCCEEDED' | 'FAILED' | 'stuck';
  readonly error?: string;
}

/** Of a workflow that fails over there are about thirty. */
const MOST_STATES = 150;
const CONTEXT = JSON.stringify({ Execution: { Id: 'a-rehearsal', Name: 'a-rehearsal' } });
const SDK = /:aws-sdk:([^:]+):([^:]+)$/;

/** From its first state to its end. Tries of one call after another are one: what fails once here fails again. */
export async function rehearse(
  sfn: SFN,
  { definition, roleArn }: Pick<DescribeStateMachineCommandOutput, 'definition' | 'roleArn'>,
  input: unknown,
  answer: Answering,
): Promise<Rehearsed> {
  const { StartAt, States, QueryLanguage }: StateMachineDefinition = JSON.parse(definition ?? '{}');
  let [name, given, variables]: [string | undefined, string, string] = [StartAt, JSON.stringify(input), '{}'];
  const ask = (state: State, mock?: Answered) =>
    sfn.testState({
      ...{ roleArn, definition: JSON.stringify({ QueryLanguage, ...state }) },
      ...{ input: given, variables, context: CONTEXT, inspectionLevel: 'DEBUG' },
      ...(mock && { mock: mockOf(mock) }),
    });
  for (let count = 0; name !== undefined; count += 1) {
    const { Retry: _, ...state }: State = States[name] ?? { Type: 'Fail', Error: `no state ${name}` };
    if (count > MOST_STATES) return { ended: 'stuck' };
    if (state.Type === 'Succeed') return { ended: 'SUCCEEDED' };
    if (state.Type === 'Wait') {
      name = state.Next as string | undefined;
      continue;
    }
    const [, service, action] = SDK.exec(String(state.Resource)) ?? [];
    let mock: Answered | undefined;
    if (state.Type === 'Task') {
      // What is sent, evaluated as the output of a state that sends nothing.
      const sent = await ask({ Type: 'Pass', Output: state.Arguments ?? {}, End: true });
      if (sent.status !== 'SUCCEEDED') return { ended: 'FAILED', error: sent.error };
      mock = answer(service ?? '', action ?? String(state.Resource), JSON.parse(sent.output ?? '{}'));
    }
    const { status, output = '{}', nextState, inspectionData, error } = await ask(state, mock);
    if (status === 'FAILED' || status === 'RETRIABLE') return { ended: 'FAILED', error };
    [name, given, variables] = [nextState, output, inspectionData?.variables ?? variables];
  }
  return { ended: 'SUCCEEDED' };
}

const mockOf = (answered: Answered) =>
  'error' in answered
    ? { errorOutput: { error: answered.error, cause: answered.cause } }
    : { result: JSON.stringify(answered.result), fieldValidationMode: 'NONE' as const };
