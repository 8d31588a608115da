/** Makes the state machine on the emulator, runs both executions, and looks in which state they ended. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import type { Executions, Total } from '../../../lambda/shared/questions/integration/next-state.ts';
import type { Bench, RunProof } from '../run.ts';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

const above = (bound: number, Next: string) => ({ Variable: '$.total', NumericGreaterThan: bound, Next });
/** What options name for short. */
const NAMED = { over50ToShip: above(50, 'Ship'), over100ToHold: above(100, 'Hold') };

/** A machine around one state, with a state for each name that is led to: a state that nothing leads to is refused. */
function definition(code: string, error?: string): string {
  const said = runInNewContext(`({\n${code}\n})`, { ...NAMED }, { timeout: 200 }) as object;
  const names = new Set(JSON.stringify(said).match(/(?<="(?:Next|Default)":")\w+/g));
  const branch = { StartAt: 'Fail', States: { Fail: { Type: 'Fail', Error: error, Cause: 'as asked' } } };
  const state =
    error === undefined ? { Type: 'Choice', ...said } : { Type: 'Parallel', Branches: [branch], ...said, End: true };
  const ends = [...names].map((name) => [name, { Type: 'Pass', Result: name, End: true }]);
  return JSON.stringify({ StartAt: 'Asked', States: { Asked: state, ...Object.fromEntries(ends) } });
}

async function execute({ sfn }: Bench, roleArn: string, machine: string, input: object): Promise<string> {
  const name = `certlab-question-${randomUUID().slice(0, 8)}`;
  const { stateMachineArn } = await sfn.createStateMachine({ name, roleArn, definition: machine });
  try {
    const { executionArn } = await sfn.startExecution({ stateMachineArn, input: JSON.stringify(input) });
    for (;;) {
      const { status, output } = await sfn.describeExecution({ executionArn });
      if (status === 'SUCCEEDED') return JSON.parse(output ?? 'null') as string;
      if (status !== 'RUNNING') return 'fails';
      await sleep(30);
    }
  } finally {
    await sfn.deleteStateMachine({ stateMachineArn });
  }
}

const totals = (first: Total, second: Total): Executions => ({ totals: [first, second] });

export const nextStateProof: RunProof<Executions> = {
  standsOn: ['lib/questions/integration/next-state.ts'],
  async perform(setting, code, bench) {
    const RoleName = `certlab-question-${randomUUID().slice(0, 8)}`;
    const { Role } = await bench.iam.createRole({ RoleName, AssumeRolePolicyDocument: TRUST });
    const arn = Role?.Arn ?? '';
    const run = (place: 0 | 1) =>
      'totals' in setting
        ? execute(bench, arn, definition(code), { total: setting.totals[place] })
        : execute(bench, arn, definition(code, setting.errors[place]), {});
    try {
      return { first: await run(0), second: await run(1) };
    } finally {
      await bench.iam.deleteRole({ RoleName });
    }
  },
  vectors: [
    {
      source: 'AWS Step Functions Developer Guide, "Choice workflow state": without a Default, States.NoChoiceMatched',
      setting: totals(80, 150),
      code: "Choices: [{ Variable: '$.total', NumericGreaterThan: 100, Next: 'Hold' }] // no Default",
      leaves: { first: 'fails', second: 'Hold' },
    },
    {
      source: 'the same page: a value of another type than the rule compares does not fit it',
      setting: totals(150, '150'),
      code: "Choices: [{ Variable: '$.total', NumericGreaterThan: 100, Next: 'Hold' }], Default: 'Ship'",
      leaves: { first: 'Hold', second: 'Ship' },
    },
    {
      source: '"Handling errors": States.TaskFailed stands for each error but States.Timeout',
      setting: { errors: ['Card.Declined', 'Stock.Empty'] },
      code: "Catch: [{ ErrorEquals: ['States.TaskFailed'], ResultPath: '$.error', Next: 'Tell' }]",
      leaves: { first: 'Tell', second: 'Tell' },
    },
    {
      source: '"Handling errors": catchers are looked at in their order; States.ALL stands last',
      setting: { errors: ['Card.Declined', 'Stock.Empty'] },
      code: "Catch: [{ ErrorEquals: ['Card.Declined'], Next: 'Tell' }, { ErrorEquals: ['States.ALL'], Next: 'Call' }]",
      leaves: { first: 'Tell', second: 'Call' },
    },
  ],
};
