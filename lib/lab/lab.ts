/** What every command is given: the curriculum, where this clone is, and where it keeps its state. */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import type { Project } from '../project.ts';
import { repository } from '../repository.ts';
import type { Target } from '../target.ts';
import type { ProjectDrill } from './drills/drill.ts';
import type { OpenLedger } from './game-day/ledger.ts';
import type { Traffic } from './observed/traffic.ts';
import type { ProjectSetup } from './stacks/setup.ts';

/** A project as the lab sees it: `bin` hands the curriculum in, so that the lab imports no project. */
export interface LabProject {
  readonly project: Project;
  /** Commands of the project's own, for example `lab events …`. */
  readonly command?: (lab: Lab) => Promise<Command>;
  /** Whether `npm start` and `lab up` bring it up when no project is named. @default true */
  readonly startsByDefault?: boolean;
  /** What it is told when it is deployed, and what stands around its stacks. @default nothing */
  readonly setup?: () => Promise<ProjectSetup>;
  /** Where it answers for the lab's one address, by its outputs. Of all projects one has it. */
  readonly site?: (outputs: Readonly<Record<string, string>>) => string | undefined;
  /**
   * What `npm start` says of it once it is up, for example paths worth trying; lines of text.
   * @param site the lab's one address, without a slash at its end
   */
  readonly welcome?: (site: string) => Promise<readonly string[]>;
  /** What somebody should know once it stands in an account: a sentence for the end of `lab up --target aws`. */
  readonly deployedOnAws?: string;
  /** What can be broken in it; a drill's place is its number, so new ones go to the end. */
  readonly drills?: () => Promise<readonly ProjectDrill[]>;
  /** What people do at it while an incident is open. */
  readonly traffic?: () => Promise<Traffic>;
  /** What people get acknowledged at it, for a game day that counts what was lost. */
  readonly ledger?: () => Promise<OpenLedger>;
  /** Whether a game day takes the region in use away for some time. @default false */
  readonly losesItsRegion?: boolean;
}

export interface Lab {
  readonly projects: readonly LabProject[];
  /** The clone. */
  readonly repository: string;
  /** `.certlab` in the clone, or what `CERTLAB_STATE` names: emulator, journal, assembly, progress. */
  readonly stateFolder: string;
}

/**
 * The lab of this clone, with its state in `stateFolder`. What this process and its children write from here on is for
 * their user alone: the state holds logs, answers and addresses, and programs that the emulator runs.
 */
export function openLab(
  projects: readonly LabProject[],
  stateFolder = process.env.CERTLAB_STATE || join(repository, '.certlab'),
): Lab {
  process.umask(0o077);
  mkdirSync(stateFolder, { recursive: true });
  // An earlier version left it open. A folder that the user named may be for others too, and keeps its mode.
  if (!process.env.CERTLAB_STATE) chmodSync(stateFolder, 0o700);
  return { projects, repository, stateFolder };
}

/**
 * The projects of these slugs in the order of the curriculum; all of them for an empty list.
 * @throws UsageError `UnknownProject`
 */
export function chooseProjects(lab: Lab, slugs: readonly string[]): readonly Project[] {
  const all = lab.projects.map(({ project }) => project);
  const unknown = slugs.filter((slug) => !all.some((project) => project.slug === slug));
  if (unknown.length > 0) {
    throw new UsageError(
      'UnknownProject',
      `No such project: ${unknown.join(', ')}. The projects are ${all.map(({ slug }) => slug).join(', ')}.`,
    );
  }
  return slugs.length === 0 ? all : all.filter(({ slug }) => slugs.includes(slug));
}

/** Stands for every project where projects are named. */
export const EVERY_PROJECT = 'all';

/**
 * The projects that `npm start` and `lab up` bring up: those of the slugs, every one for `all`, or without any those that
 * start by default.
 * @throws UsageError `UnknownProject`
 */
export function projectsToStart(lab: Lab, slugs: readonly string[]): readonly Project[] {
  const named = chooseProjects(
    lab,
    slugs.filter((slug) => slug !== EVERY_PROJECT),
  );
  if (slugs.includes(EVERY_PROJECT)) return lab.projects.map(({ project }) => project);
  if (slugs.length > 0) return named;
  return lab.projects.filter(({ startsByDefault = true }) => startsByDefault).map(({ project }) => project);
}

/** What a command that speaks to a deployed project works with. */
export interface Deployed {
  readonly target: Target;
  readonly outputs: Readonly<Record<string, string>>;
}
