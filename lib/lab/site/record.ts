/** Where the site of this lab answers, written down by the process that serves it: `npm start`, or `lab open`. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SiteRecord {
  /** `http://localhost:4650/`, with the slash at its end. */
  readonly address: string;
  /** What pages of this one server prove themselves by; its session route tells them. */
  readonly session: string;
}

const recordFile = (stateFolder: string) => join(stateFolder, 'site.json');

export function noteSite(stateFolder: string, record: SiteRecord): void {
  writeFileSync(recordFile(stateFolder), JSON.stringify(record));
}

/** Takes the record away, unless another server has written its own since. */
export function forgetSite(stateFolder: string, { session }: SiteRecord): void {
  if (readRecord(stateFolder)?.session === session) rmSync(recordFile(stateFolder), { force: true });
}

function readRecord(stateFolder: string): SiteRecord | undefined {
  try {
    return JSON.parse(readFileSync(recordFile(stateFolder), 'utf8'));
  } catch {
    return undefined;
  }
}

/** The server of this lab's site, or undefined where none answers: a killed one leaves its record behind. */
export async function runningSite(stateFolder: string): Promise<SiteRecord | undefined> {
  const record = readRecord(stateFolder);
  if (!record) return undefined;
  try {
    const answer = await fetch(new URL('_lab/session', record.address), { signal: AbortSignal.timeout(2_000) });
    const { session } = (await answer.json()) as { session?: string };
    // Another lab may have the port by now.
    return session === record.session ? record : undefined;
  } catch {
    return undefined;
  }
}
