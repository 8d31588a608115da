/** What the workflow is made of, in the language of Step Functions. */
export interface State {
  readonly Type: string;
  readonly [field: string]: unknown;
}
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** The error of an execution that was ended on its way. */
export const ENDED = 'EndedByTheTest';

/** The workflow with an end before one of its states. */
export function endedBefore({ States, ...definition }: Definition, name: string): Definition {
  const ends = { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'Ends' }], Default: 'GoesOn' };
  const added: Record<string, State> = {
    [name]: ends,
    GoesOn: States[name] as State,
    Ends: { Type: 'Fail', Error: ENDED },
  };
  return { ...definition, States: { ...States, ...added } };
}

/** By variable of the workflow, what a look says of what is not there yet. */
const NOT_YET: Readonly<Record<string, string>> = {
  available: '0',
  healthy: '0',
  service: "{'RunningCount': 0, 'DesiredCount': 0}",
};

/**
 * The workflow in which what is waited for is not found at the first look, and is at the second: on AWS instances, tasks and targets
 * take minutes, and on the emulator some are there at once, so that it would never wait for them.
 */
export function findingLater({ StartAt, States, ...definition }: Definition): Definition {
  const changed: Record<string, State> = {};
  for (const wait of Object.values(States).filter(({ Type }) => Type === 'Wait')) {
    const look = wait.Next as string;
    const assigned = Object.entries((States[look]?.Assign ?? {}) as Record<string, string>);
    const [name, found] = assigned[0] ?? [];
    if (assigned.length !== 1 || !name || !found) throw new Error(`${look} does not say what it has found.`);
    // That of the writer is moved by a call before, and waited for in any case.
    const notYet = NOT_YET[name];
    if (notYet === undefined) continue;
    const Assign = {
      [name]: `{% $contains($looked, ' ${look} ') ? (${found.replace(/^\{%|%\}$/g, '')}) : ${notYet} %}`,
      looked: `{% $looked & ' ${look} ' %}`,
    };
    changed[look] = { ...(States[look] as State), Assign };
  }
  const start = States[StartAt] as State & { readonly Choices: readonly { readonly Assign?: object }[] };
  const Choices = start.Choices.map((choice) => ({ ...choice, Assign: { ...choice.Assign, looked: ' ' } }));
  return { ...definition, StartAt, States: { ...States, ...changed, [StartAt]: { ...start, Choices } } };
}
