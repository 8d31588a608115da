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
