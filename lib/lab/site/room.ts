/** What the incident room shows: what the terminal shows of the same. Nothing here names a cause. */
import type { Project } from '../../project.ts';
import type { Target, TargetOptions } from '../../target.ts';
import { allDrills, type NumberedDrill } from '../drills/catalogue.ts';
import { notesOn, outputsToShow, resolveIncident } from '../drills/incidents.ts';
import { type Incident, isOpen, readIncidents } from '../drills/journal.ts';
import { runningExam } from '../exam/record.ts';
import { chooseProjects, type Lab } from '../lab.ts';
import { solvedDrills } from '../learner.ts';
import { type LogLine, readLogs } from '../observed/logs.ts';
import { type Measured, measure } from '../observed/measure.ts';
import { deployedSlugs, deployedStack } from '../stacks/stacks.ts';
import { openTarget } from '../target.ts';
import { type IncidentView, incidentView, type LessonView, lessonView } from '../terminal/views.ts';
import { type Believed, believed } from './believed.ts';
import { type LogTail, logTail, type Portion, READ_EVERY_MS } from './log-tail.ts';

/** The room is about the emulator: an account has its own console, and costs something with every look. */
export const ON_EMULATOR: TargetOptions = { target: 'emulator' };

/** An incident as its ticket tells it, with the hints that were taken. */
export interface RoomIncident extends IncidentView {
  /** Slug. */
  readonly project: string;
  readonly hintsShown: readonly string[];
  readonly solved: boolean;
  /** Once it is solved. */
  readonly lesson?: LessonView;
}

export interface RoomView {
  /** Open incidents, the oldest first. */
  readonly open: readonly RoomIncident[];
  /** The last one, where none is open. */
  readonly last: RoomIncident | null;
  /** Slugs of what is deployed. */
  readonly deployed: readonly string[];
  /** Numbers of the drills that were solved. */
  readonly solved: readonly string[];
  /** In an exam nothing helps, and nothing else is broken. */
  readonly exam: boolean;
}

/** @throws LabError `EmulatorNotRunning` */
export async function roomView(lab: Lab): Promise<RoomView> {
  const target = await openTarget(ON_EMULATOR, lab.stateFolder);
  const [drills, deployed] = await Promise.all([allDrills(lab), deployedSlugs(chooseProjects(lab, []), target)]);
  const incidents = readIncidents(notesOn(lab, 'emulator')).filter(({ brokenAt }) => brokenAt !== undefined);
  const open = incidents.filter(isOpen);
  const last = open.length === 0 && incidents.length > 0 ? incidents.slice(-1) : [];
  const shown = (some: readonly Incident[]) =>
    Promise.all(
      some.map((incident) => {
        const { drill } = resolveIncident([incident], drills, undefined, { mustBeOpen: false });
        return roomIncident(lab, drill, incident);
      }),
    );
  const solved = solvedDrills(lab);
  return {
    open: await shown(open),
    last: (await shown(last))[0] ?? null,
    deployed,
    solved: drills.filter(({ id }) => solved.has(id)).map(({ number }) => number),
    exam: runningExam(lab) !== undefined,
  };
}

async function roomIncident(lab: Lab, drill: NumberedDrill, incident: Incident): Promise<RoomIncident> {
  const solved = incident.solvedAt !== undefined;
  return {
    ...incidentView(drill, incident, await outputsToShow(lab, drill.project, ON_EMULATOR)),
    project: drill.project.slug,
    hintsShown: drill.hints.slice(0, incident.hintsTaken),
    solved,
    ...(solved && { lesson: lessonView(drill) }),
  };
}

/** As far back as `lab logs` and `lab metrics` look by themselves. */
const MINUTES_BACK = 10;
const PARTS = 20;
/** How long what was measured is shown to every room: each look reads ten minutes of logs. */
const MEASURED_MS = 2_000;

/** What is seen of the deployed projects while rooms are open. */
export interface Sights {
  logs(project: Project, after: string | undefined): Promise<Portion>;
  measured(project: Project): Promise<Measured>;
  close(): void;
}

export function sightsOf(lab: Lab): Sights {
  const tails = new Map<string, { readonly of: string | undefined; readonly tail: LogTail }>();
  const stacks = new Map<string, Believed<string | undefined>>();
  const looks = new Map<string, Believed<Measured>>();
  const target = () => openTarget(ON_EMULATOR, lab.stateFolder);

  /** @throws LabError `NotDeployed` */
  const deployed = async (project: Project) => (await deployedStack(project, await target())).stackId;

  async function* follow(project: Project, where: Target, signal: AbortSignal): AsyncGenerator<LogLine> {
    const since = new Date(Date.now() - MINUTES_BACK * 60_000);
    yield* readLogs([project], where, { since, follow: true, everyMs: READ_EVERY_MS, signal });
  }

  return {
    logs: async (project, after) => {
      const { slug } = project;
      const where = await target();
      const stack = stacks.get(slug) ?? believed(() => deployed(project), 1_000);
      stacks.set(slug, stack);
      // A stack that was made again has other log groups.
      const of = await stack.get();
      const known = tails.get(slug);
      if (known && known.of === of && !known.tail.ended) return known.tail.after(after);
      known?.tail.close();
      const tail = logTail((signal) => follow(project, where, signal));
      tails.set(slug, { of, tail });
      return tail.after(after);
    },
    measured: (project) => {
      const look = looks.get(project.slug) ?? believed(() => measureNow(project), MEASURED_MS);
      looks.set(project.slug, look);
      return look.get();
    },
    close: () => {
      for (const { tail } of tails.values()) tail.close();
    },
  };

  async function measureNow(project: Project): Promise<Measured> {
    const to = Date.now();
    await deployed(project);
    return measure(project, await target(), { from: to - MINUTES_BACK * 60_000, to, parts: PARTS });
  }
}
