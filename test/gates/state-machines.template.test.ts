/**
 * Every transition of every state machine leads to a state beside it, and every state can be reached and left. cfn-lint
 * (1.58) looks at the transitions of the outermost states alone; one inside a Map or a Parallel is found by AWS, when the
 * stack is deployed. The rules are those of the Amazon States Language, https://states-language.net/spec.html: a target
 * is a state of the same `States`, and one that ends nothing names where it goes.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { recoveryStacks } from '../disaster-recovery/synthesize-recovery.ts';
import { resolve } from '../support/drills/policies.ts';
import { ofType, type Synthesized, synthesize } from '../support/synthesize.ts';

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Catch?: readonly { readonly Next: string }[];
  readonly Choices?: readonly { readonly Next: string }[];
  readonly ItemProcessor?: Machine;
  /** The older name of `ItemProcessor`. */
  readonly Iterator?: Machine;
  readonly Branches?: readonly Machine[];
}
interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const ENDS_BY_ITSELF = ['Choice', 'Fail', 'Succeed'];

const targetsOf = ({ Next, Default, Catch = [], Choices = [] }: State): string[] =>
  [Next, Default, ...[...Catch, ...Choices].map((each) => each.Next)].filter((target) => target !== undefined);

const within = ({ ItemProcessor, Iterator, Branches = [] }: State): Machine[] =>
  [ItemProcessor, Iterator, ...Branches].filter((machine) => machine !== undefined);

/** What is wrong with the transitions of a machine and of all those inside it, as sentences. */
function faultsOf({ StartAt, States }: Machine): string[] {
  const reached = new Set<string>();
  const open = [StartAt];
  const faults: string[] = StartAt in States ? [] : [`it starts at ${StartAt}, which is not there`];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = States[name];
    if (reached.has(name) || !state) continue;
    reached.add(name);
    open.push(...targetsOf(state));
  }
  for (const [name, state] of Object.entries(States)) {
    if (!reached.has(name)) faults.push(`nothing leads to ${name}`);
    for (const target of targetsOf(state)) {
      if (!(target in States)) faults.push(`${name} goes to ${target}, which is not beside it`);
    }
    const ends = [state.Next !== undefined, state.End === true, ENDS_BY_ITSELF.includes(state.Type)];
    if (ends.filter(Boolean).length !== 1) faults.push(`${name} has to go on or to end, and one of the two`);
    faults.push(...within(state).flatMap(faultsOf));
  }
  return faults;
}

const all: { name: string; machine: Machine }[] = [];
beforeAll(async () => {
  for (const { name, resources } of [...(await synthesize()), ...(await recoveryStacks())] as Synthesized[]) {
    for (const [id, { Properties }] of ofType(resources, 'AWS::StepFunctions::StateMachine')) {
      const machine = JSON.parse(resolve(resources, Properties.DefinitionString)) as Machine;
      all.push({ name: `${name}/${id}`, machine });
    }
  }
});

describe('the states of a machine', () => {
  it('lead to one another, and every one of them is reached and left', () => {
    expect(all.length).toBeGreaterThan(0);
    expect(all.some(({ machine }) => Object.values(machine.States).some((state) => within(state).length > 0))).toBe(
      true,
    );
    expect(all.flatMap(({ name, machine }) => faultsOf(machine).map((fault) => `${name}: ${fault}`))).toEqual([]);
  });

  it.each([
    ['a `Next` inside a Map', '"Next":"AwardedToThisExecution"', '"Next":"AwardedToNobody"', /Award goes to/],
    ['a `Catch` inside a Map', '"Next":"ParkMilestone"', '"Next":"Park"', /TellTheLearner goes to Park/],
    ['a choice inside a Map', '"Next":"TellTheLearner"', '"Next":"EachRecord"', /goes to EachRecord/],
    ['a `Default` inside a Map', '"Default":"NothingToDo"', '"Default":"Nothing"', /goes to Nothing,/],
    ['a start inside a Map', '"StartAt":"ReachedJustNow"', '"StartAt":"JustNow"', /starts at JustNow/],
    ['a state that nothing leads to', '"Next":"TellTheLearner"', '"Next":"NothingToDo"', /nothing leads to Tell/],
    ['a state that neither goes on nor ends', '"End":true,', '', /has to go on or to end/],
  ])('refuses %s that leads nowhere', (_, from, to, fault) => {
    const text = JSON.stringify(all.map(({ machine }) => machine));
    const planted = text.replaceAll(from, to);
    expect(planted).not.toBe(text);
    expect((JSON.parse(planted) as Machine[]).flatMap(faultsOf).join('; ')).toMatch(fault);
  });

  it('refuses one in a branch of a Parallel', () => {
    const branch = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } };
    const Both = { Type: 'Parallel', Branches: [branch], End: true };
    expect(faultsOf({ StartAt: 'Both', States: { Both } })).toEqual(['A goes to B, which is not beside it']);
  });
});
