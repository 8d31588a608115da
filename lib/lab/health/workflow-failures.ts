/** What a workflow does when one of its tasks fails, and how much of it runs at once: by its definition. */

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Arguments?: unknown;
  readonly Parameters?: unknown;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next?: string }[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts?: number }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly MaxConcurrency?: number;
  readonly ItemProcessor?: Machine;
  readonly Iterator?: Machine;
  readonly Branches?: readonly Machine[];
}

/** A definition in the Amazon States Language, or one inside of a Map or a Parallel state. */
export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly TimeoutSeconds?: number;
}

/** A task by what it calls, whatever its name. */
interface Task {
  readonly calls: string;
  /** What of its input it hands on: `$record.dynamodb.Keys`. */
  readonly reads: ReadonlySet<string>;
  /** How often any error is tried again. */
  readonly retries: number;
  /** What is called on the way that any error takes; empty when the execution fails. */
  readonly afterFailure: ReadonlySet<string>;
}

/** Three, where a retrier says nothing (AWS Step Functions Developer Guide, "Handling errors"). */
const RETRIES = 3;
/** What a workflow may take, and how much of it may run at once, where nothing is said. */
const NO_LIMIT = Number.POSITIVE_INFINITY;
/** Seconds after which the next person looks: an execution that hangs for longer is one that nobody ends. */
const DAY = 86_400;

/**
 * Whether every task of the deployed definition is tried again as often, or half as often, and leads to the same place when it
 * goes on failing; whether what is done without a failure is what was done; and whether there is about as much time for it, and an
 * end to it (AWS Step Functions Developer Guide, "Best practices": timeouts against executions that are stuck).
 */
export function failsAsDeployed(now: Machine, deployed: Machine): boolean {
  const [tasks, before] = [tasksOf(now), tasksOf(deployed)];
  const kept = before.every(({ calls, reads, retries, afterFailure }) => {
    const same = tasks.filter((task) => task.calls === calls);
    const keeps = (task: Task) =>
      task.retries >= retries / 2 &&
      sameNames(task.afterFailure, afterFailure) &&
      [...reads].every((path) => task.reads.has(path));
    return same.length > 0 && same.every(keeps);
  });
  const time = ({ TimeoutSeconds = NO_LIMIT }: Machine) => TimeoutSeconds;
  const inTime = time(now) >= Math.min(time(deployed), 60) && time(now) <= Math.max(time(deployed), DAY);
  return kept && inTime && holdsBack(now, deployed) && sameNames(calledFrom(now), calledFrom(deployed));
}

/** Whether where only so many may run at once, about as many may: without a number all may (Amazon States Language, "Map State"). */
function holdsBack(now: Machine, deployed: Machine): boolean {
  const maps = mapsOf(now);
  return mapsOf(deployed).every(
    ({ calls, most }) =>
      most === NO_LIMIT ||
      maps.filter((map) => sameNames(map.calls, calls)).every((map) => map.most >= most / 2 && map.most <= most * 10),
  );
}

/** The Map states of a definition, by what each item of theirs calls, with how many may run at once. */
function mapsOf({ States }: Machine): { calls: ReadonlySet<string>; most: number }[] {
  return Object.values(States).flatMap((state) => {
    const inner = innerOf(state);
    const further = inner.flatMap(mapsOf);
    if (state.Type !== 'Map') return further;
    const calls = new Set(inner.flatMap((machine) => [...calledFrom(machine)]));
    return [{ calls, most: state.MaxConcurrency || NO_LIMIT }, ...further];
  });
}

function tasksOf(machine: Machine): Task[] {
  const { States } = machine;
  return Object.values(States).flatMap((state) => {
    const inner = innerOf(state).flatMap(tasksOf);
    if (state.Type !== 'Task') return inner;
    const catcher = state.Catch?.find(({ ErrorEquals }) => takesAny(ErrorEquals));
    const retrier = state.Retry?.filter(({ ErrorEquals }) => takesAny(ErrorEquals)) ?? [];
    return [
      {
        calls: callOf(state),
        reads: readsOf(state),
        retries: retrier.reduce((sum, { MaxAttempts = RETRIES }) => sum + MaxAttempts, 0),
        afterFailure: catcher ? calledFrom(machine, catcher.Next) : new Set<string>(),
      },
      ...inner,
    ];
  });
}

const takesAny = (errors: readonly string[]) =>
  errors.some((error) => ['States.ALL', 'States.TaskFailed'].includes(error));

/** What is called from a state on, as long as nothing fails. */
function calledFrom({ StartAt, States }: Machine, start = StartAt, seen = new Set<string>()): Set<string> {
  const state = States[start];
  if (!state || seen.has(start)) return new Set();
  seen.add(start);
  const own = state.Type === 'Task' ? [callOf(state)] : innerOf(state).flatMap((inner) => [...calledFrom(inner)]);
  const ways = [state.Next, state.Default, ...(state.Choices ?? []).map(({ Next }) => Next)];
  const further = ways.flatMap((next) => (next ? [...calledFrom({ StartAt, States }, next, seen)] : []));
  return new Set([...own, ...further]);
}

const innerOf = ({ ItemProcessor, Iterator: iterator, Branches = [] }: State): Machine[] =>
  [ItemProcessor, iterator, ...Branches].filter((machine) => machine !== undefined);

/** The service's operation, and the function, queue or topic that it is about: the addresses among its arguments. */
function callOf({ Resource, Arguments, Parameters }: State): string {
  const addresses = Object.values((Arguments ?? Parameters ?? {}) as object).filter(
    (value) => typeof value === 'string' && /^(arn:|https?:)/.test(value),
  );
  return JSON.stringify([Resource, ...addresses]);
}

/** The paths in a task's arguments, without the functions that are called on them. */
const readsOf = ({ Arguments, Parameters }: State) =>
  new Set(JSON.stringify(Arguments ?? Parameters ?? {}).match(/\$[A-Za-z][\w.]*(?![\w.(])/g) ?? []);

const sameNames = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
  one.size === other.size && [...one].every((name) => other.has(name));
