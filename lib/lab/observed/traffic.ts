/**
 * Light traffic while an incident is open, so that logs, metrics and queues show the symptom. A process of its own plays
 * it: it reads the incident's journal before each round, and so ends by itself a moment after the incident does.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckContext, Drill } from '../drills/drill.ts';
import { contextOf } from '../drills/drill-context.ts';
import { type Incident, isOpen, readIncident } from '../drills/journal.ts';
import type { Lab } from '../lab.ts';
import type { Deployment } from '../stacks/deployment.ts';

/** One round of what people do at a project: a few requests, or a few events. */
export type Traffic = (lab: CheckContext, round: number) => Promise<void>;

/** A minute of traffic to look at, then enough that the last ten minutes are never empty, and an end after an hour. */
const QUICK = { rounds: 40, pauseMs: 1_500 };
const SLOW = { rounds: 60, pauseMs: 60_000 };
/** So many rounds without an answer: what was broken is gone, and nobody closed the incident. */
const SILENT_ROUNDS = 5;

/** The project's traffic, and beside it what goes on while this drill is open. */
export function trafficOf(ofProject: Traffic, drill: Pick<Drill, 'traffic'> | undefined): Traffic {
  return async (lab, round) => {
    await Promise.all([ofProject(lab, round), drill?.traffic?.(lab, round)]);
  };
}

/** Starts the traffic of an open incident; the process outlives this command, not the incident. */
export function startTraffic(lab: Lab, slug: string, { file }: Pick<Incident, 'file'>): void {
  if (!lab.projects.some(({ project, traffic }) => project.slug === slug && traffic)) return;
  const program = join(lab.repository, 'bin/traffic.ts');
  spawn(process.execPath, [...process.execArgv, program, slug, file], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, CERTLAB_STATE: lab.stateFolder },
  }).unref();
}

/** Plays rounds while the incident is open; returns how many. */
export async function playTraffic(
  traffic: Traffic,
  deployment: Deployment,
  file: string,
  pauseOf = (round: number) => (round < QUICK.rounds ? QUICK.pauseMs : SLOW.pauseMs),
): Promise<number> {
  const lab = contextOf(deployment);
  let silent = 0;
  for (let round = 0; round < QUICK.rounds + SLOW.rounds; round++) {
    if (!isStillOpen(file) || silent === SILENT_ROUNDS) return round;
    // What a person would get as an error is what the incident is about.
    silent = await traffic(lab, round).then(
      () => 0,
      () => silent + 1,
    );
    for (const until = Date.now() + pauseOf(round); Date.now() < until && isStillOpen(file); ) {
      await sleep(Math.min(1_000, Math.max(0, until - Date.now())));
    }
  }
  return QUICK.rounds + SLOW.rounds;
}

/** A journal that is gone, with its state folder, is that of no open incident. */
function isStillOpen(file: string): boolean {
  try {
    const incident = readIncident(file);
    return incident !== undefined && isOpen(incident);
  } catch {
    return false;
  }
}
