/** The incidents of a target: where their journals are, which one is meant, and the deployment they are about. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Workbench } from '../../bundle.ts';
import { LabError } from '../../errors.ts';
import type { Project } from '../../project.ts';
import type { Target, TargetOptions } from '../../target.ts';
import { awsClients } from '../aws/aws-clients.ts';
import type { Lab } from '../lab.ts';
import type { Deployment } from '../stacks/deployment.ts';
import { deployedStack, outputsOf, stackIdOf } from '../stacks/stacks.ts';
import { openTarget } from '../target.ts';
import { findDrill, type NumberedDrill } from './catalogue.ts';
import { append, type Incident, isOpen, readIncidents } from './journal.ts';

/** On AWS permissions take seconds to spread, and a cold start is a real one. */
export const PATIENCE = { emulator: 1, aws: 4 } as const;
/** And up to a minute until every part of AWS knows of them (IAM User Guide, "Changes that I make are not always immediately visible"). */
export const SETTLES_WITHIN_SECONDS = { emulator: 0, aws: 90 } as const;

const notesOf = ({ stateFolder }: Lab) => join(stateFolder, 'drills');

/** The folder of a target's journals. The emulator's is known without the emulator; an account has to be asked for. */
export async function notesFolder(lab: Lab, options: TargetOptions): Promise<string> {
  return notesOn(lab, options.target === 'emulator' ? 'emulator' : await openTarget(options, lab.stateFolder));
}

/** The folder of the journals on the emulator, or on an account. */
export function notesOn(lab: Lab, place: 'emulator' | { readonly account: string; readonly region: string }): string {
  return join(notesOf(lab), place === 'emulator' ? place : `${place.account}-${place.region}`);
}

/** The outputs of what is broken; none where it cannot be asked, for a ticket can be read without. */
export async function outputsToShow(
  lab: Lab,
  project: Project,
  options: TargetOptions,
): Promise<Readonly<Record<string, string>>> {
  try {
    return await outputsOf(project, await openTarget(options, lab.stateFolder));
  } catch {
    return {};
  }
}

/** The incidents of all targets, the oldest first. */
export function allIncidents(lab: Lab): Incident[] {
  const notes = notesOf(lab);
  if (!existsSync(notes)) return [];
  return readdirSync(notes)
    .flatMap((target) => readIncidents(join(notes, target)))
    .sort((a, b) => a.openedAt - b.openedAt);
}

/** An incident, and the drill that it came from. */
export interface OpenIncident {
  readonly incident: Incident;
  readonly drill: NumberedDrill;
}

/**
 * The incident that a command is about: that of the named drill, or else the open one, or else the last.
 * @throws LabError `NoIncident`; `NotOpen` when `mustBeOpen` and it is over
 */
export function resolveIncident(
  incidents: readonly Incident[],
  drills: readonly NumberedDrill[],
  name: string | undefined,
  { mustBeOpen }: { mustBeOpen: boolean },
): OpenIncident {
  const wanted = name === undefined ? undefined : findDrill(drills, name).id;
  const begun = incidents.filter(({ brokenAt, drill }) => brokenAt !== undefined && (!wanted || drill === wanted));
  const incident = begun.findLast(isOpen) ?? begun.at(-1);
  if (!incident) {
    throw new LabError('NoIncident', 'Nothing was broken yet. `npm run lab -- break` breaks something for you.');
  }
  if (mustBeOpen && !isOpen(incident)) {
    throw new LabError('NotOpen', 'No incident is open: the last one is over. `npm run lab -- break` opens the next.');
  }
  return { incident, drill: findDrill(drills, incident.drill) };
}

/**
 * The deployment of a project on a target that is there already.
 * @throws LabError `NotDeployed`
 */
export async function deploymentOf(project: Project, target: Target, notes: string): Promise<Deployment> {
  const aws = awsClients(target.clientConfig);
  return {
    aws,
    ...(await deployedStack(project, target)),
    notes,
    ...(target.whereNameLeads && { fetch: byName(target.whereNameLeads) }),
    patience: PATIENCE[target.name],
    settlesWithin: SETTLES_WITHIN_SECONDS[target.name],
  };
}

/** Asks by HTTPS what the emulator's own names lead to, which answers without TLS; everything else as it is. */
const byName =
  (whereNameLeads: NonNullable<Target['whereNameLeads']>): typeof fetch =>
  async (asked, init) => {
    const url = new URL(String(asked));
    if (url.protocol !== 'https:') return fetch(asked, init);
    const there = await whereNameLeads(url.hostname);
    if (there === undefined) throw new Error(`${url.hostname} leads to nothing that answers`);
    return fetch(new URL(`${url.pathname}${url.search}`, there), init);
  };

/**
 * Closes an open incident whose project was torn down since: what was broken is gone, and tearing down is no repair.
 * True when it did.
 */
export function closeIfTornDown(incident: Incident, { stackId }: Pick<Deployment, 'stackId'>): boolean {
  if (!isOpen(incident) || incident.stackId === stackId) return false;
  append(incident.file, { entry: 'restored' });
  return true;
}

/**
 * One incident per project at a time: with two, no finding could be told to belong to one of them.
 * @throws LabError `IncidentOpen`
 */
export function refuseSecondIncident(deployment: Deployment, project: Project): void {
  const open = readIncidents(deployment.notes)
    .filter((incident) => isOpen(incident) && incident.drill.startsWith(`${project.slug}/`))
    .find((incident) => !closeIfTornDown(incident, deployment));
  if (!open) return;
  throw new LabError(
    'IncidentOpen',
    `An incident is open on ${project.title} already: \`lab ticket\` shows it. Solve it, or put it back with \`lab restore\`.`,
  );
}

/** The sources that a learner fixes, of the incidents that are still open there: the next synthesis builds from them. */
export async function openWorkbenches(lab: Lab, target: Target): Promise<Workbench[]> {
  const workbenches: Workbench[] = [];
  for (const incident of readIncidents(notesOn(lab, target.name === 'emulator' ? 'emulator' : target)).filter(isOpen)) {
    const broken = lab.projects.find(({ project }) => incident.drill.startsWith(`${project.slug}/`));
    if (!incident.workbench || !broken) continue;
    if (closeIfTornDown(incident, { stackId: await stackIdOf(broken.project, target) })) continue;
    workbenches.push({ ...incident.workbench, incident: incident.id });
  }
  return workbenches;
}
