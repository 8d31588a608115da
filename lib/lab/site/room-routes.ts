/**
 * `/_lab/incident…`: the incident room. Each path calls what a command of the terminal calls, on the emulator:
 * `GET incident` is `lab ticket`; `POST incident/break {drill?}`, `incident/hint {drill}`, `incident/check {drill}`,
 * `incident/restore` and `incident/reset` are the commands of these names; `GET incident/logs ?project&after&filter` is
 * `lab logs --follow`, and `GET incident/metrics ?project` `lab metrics`. A check answers with JSON lines:
 * `{finding}` for each, then `{graded}`, or `{problem}`.
 */
import { PassThrough } from 'node:stream';
import { type LabError, UsageError } from '../../errors.ts';
import type { Project } from '../../project.ts';
import { resetAsDeployed } from '../deployed/reset.ts';
import { beginIncident, chooseDrill } from '../incident/begin.ts';
import { gradeRepair } from '../incident/grade.ts';
import { nextHint } from '../incident/hint.ts';
import { isWell, putBackView, putEverythingBack } from '../incident/put-back.ts';
import { chooseProjects, type Lab } from '../lab.ts';
import { matches } from '../observed/logs.ts';
import { statusOf } from '../stacks/stacks.ts';
import { foreseen } from '../terminal/output.ts';
import { jsonBody, refused } from './json-body.ts';
import { type LabRequest, type LabRoutes, Refused, type Route } from './lab-routes.ts';
import { problemOf, type Refusal } from './refusal.ts';
import { ON_EMULATOR, roomView, sightsOf } from './room.ts';

/** A number of a drill, a slug or a text to filter by: nothing of it is longer. */
const LONGEST = 200;

export interface RoomRoutes {
  readonly routes: LabRoutes;
  close(): void;
}

export function roomRoutes(lab: Lab): RoomRoutes {
  const sights = sightsOf(lab);
  const alone = oneAtATime();
  const routes: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
    incident: { GET: () => roomView(lab) },
    'incident/break': {
      POST: (asked) =>
        alone('a drill is being started', async () =>
          beginIncident(lab, await chooseDrill(lab, textIn(asked, 'drill'), ON_EMULATOR), ON_EMULATOR),
        ),
    },
    'incident/hint': { POST: (asked) => nextHint(lab, textIn(asked, 'drill'), ON_EMULATOR) },
    'incident/check': {
      POST: (asked) => {
        const drill = textIn(asked, 'drill');
        return lines((say) =>
          alone('a check goes on', async () => {
            const { view } = await gradeRepair(lab, drill, ON_EMULATOR, { onFinding: (finding) => say({ finding }) });
            return { graded: view };
          }),
        );
      },
    },
    'incident/restore': {
      POST: (asked) => {
        jsonBody(asked);
        return alone('everything is being put back', async () => {
          const done = await putEverythingBack(lab, ON_EMULATOR);
          return { ...putBackView(done), well: isWell(done) };
        });
      },
    },
    'incident/reset': {
      POST: (asked) => {
        jsonBody(asked);
        return alone('everything is being made as deployed', async () => {
          const { up, projects, closed } = await resetAsDeployed(lab, [], true);
          return { projects: await statusOf(projects, up.target), closed: closed.map(({ id }) => id) };
        });
      },
    },
    'incident/logs': {
      GET: async ({ query }) => {
        const filter = bounded('filter', query.get('filter') ?? '');
        const portion = await sights.logs(projectIn(lab, query), query.get('after') ?? undefined);
        return { ...portion, lines: portion.lines.filter((line) => matches(line, filter)) };
      },
    },
    'incident/metrics': { GET: ({ query }) => sights.measured(projectIn(lab, query)) },
  };
  return { routes: withRefusals(routes), close: sights.close };
}

/** What changes a deployment, and a check of it, goes on alone: two rooms may be open, or somebody clicks twice. */
function oneAtATime() {
  let goesOn: string | undefined;
  return async <T>(what: string, run: () => Promise<T>): Promise<T> => {
    if (goesOn)
      throw refused(409, 'Busy', 'One at a time', `Wait until it is done: ${goesOn}, here or in another room.`);
    goesOn = what;
    try {
      return await run();
    } finally {
      goesOn = undefined;
    }
  };
}

function lines(run: (say: (line: object) => void) => Promise<object>): PassThrough {
  const said = new PassThrough({ objectMode: true, highWaterMark: 1_000 });
  const say = (line: object) => void (said.writable && said.write(line));
  run(say)
    .catch((error: unknown) => ({ problem: problemOf(toldAs(error)) }))
    .then((last) => {
      say(last);
      said.end();
    });
  return said;
}

/** @throws Refused */
function textIn(asked: LabRequest, name: string): string | undefined {
  const value = jsonBody(asked)[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw refused(422, 'WrongValue', 'Wrong value', `${name} has to be text.`);
  return bounded(name, value);
}

function bounded(name: string, value: string): string {
  if (value.length <= LONGEST) return value;
  throw refused(422, 'WrongValue', 'Wrong value', `${name} has at most ${LONGEST} characters.`);
}

/** @throws UsageError `UnknownProject` */
function projectIn(lab: Lab, query: URLSearchParams): Project {
  const [project] = chooseProjects(lab, [query.get('project') ?? '']);
  return project as Project;
}

/** What the lab foresaw is an answer, by its code; anything else is a defect, and 500. */
function withRefusals(routes: LabRoutes): LabRoutes {
  const guarded =
    (route: Route): Route =>
    async (asked) => {
      try {
        return await route(asked);
      } catch (error) {
        throw new Refused(refusalOf(error));
      }
    };
  return Object.fromEntries(
    Object.entries(routes).map(([path, methods]) => [
      path,
      Object.fromEntries(Object.entries(methods).map(([method, route]) => [method, guarded(route)])),
    ]),
  );
}

/** The answer has begun: what nobody foresaw is its last line, and on the lab's terminal. */
function toldAs(error: unknown): Refusal {
  try {
    return refusalOf(error);
  } catch {
    console.error(error);
    return DEFECT;
  }
}

const DEFECT: Refusal = {
  status: 500,
  code: 'Defect',
  title: 'Internal Server Error',
  sentence: 'The lab failed in a way that nobody foresaw. Where it runs, its terminal says how.',
};

const NOT_THERE = ['EmulatorNotRunning', 'NotDeployed', 'ConnectionLost'];

/** @throws the error itself where nobody foresaw it */
function refusalOf(error: unknown): Refusal {
  if (error instanceof Refused) return error.refusal;
  const known: LabError | undefined = foreseen(error);
  if (!known) throw error;
  const { code, message } = known;
  const status = known instanceof UsageError ? 422 : NOT_THERE.includes(code) ? 503 : 409;
  return { status, code, title: TITLES[code] ?? 'The lab refused it', sentence: message };
}

const TITLES: Readonly<Record<string, string>> = {
  EmulatorNotRunning: 'The emulator is not running',
  NotDeployed: 'Nothing is deployed yet',
  ConnectionLost: 'The connection was lost',
};
