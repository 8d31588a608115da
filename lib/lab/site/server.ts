/**
 * The one address of a lab: `/…` is passed on to the deployed API and site, `/_lab/…` is the lab's own (decision 0070).
 * It listens on loopback alone. What is deployed is open to pages of every origin, as on AWS; `/_lab/…` is not.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listenOnLoopback } from '../../../lambda/shared/http/loopback.ts';
import { isFree } from '../../emulator/emulator.ts';
import { LabError } from '../../errors.ts';
import type { Lab } from '../lab.ts';
import { outputsOf } from '../stacks/stacks.ts';
import { openTarget } from '../target.ts';
import { type Believed, believed } from './believed.ts';
import { cognitoRoutes } from './cognito-routes.ts';
import { evidenceRoutes } from './evidence-routes.ts';
import { answerForLab } from './lab-routes.ts';
import { leadsUp, passOn } from './pass-on.ts';
import { forgetSite, noteSite, runningSite, type SiteRecord } from './record.ts';
import { type Refusal, refuse } from './refusal.ts';
import { roomRoutes } from './room-routes.ts';

/**
 * Progress that a browser keeps belongs to an origin, port included: so the port is the same each time, and so is the
 * one that a second lab of this machine finds.
 */
const PORTS = [4650, 4651, 4652, 4653, 4654, 0];

/** How long the address of the deployed API is believed; a deployment gives it another. A failure is not kept. */
const BELIEVED_MS = 1_000;

export interface Site extends SiteRecord {
  /** What somebody should know of it: that its port is not the usual one, or that another process serves it. */
  readonly note?: string;
  /** Whether this process serves it. */
  readonly own: boolean;
  /** Ends it, with every connection; that of another process goes on. */
  close(): void;
}

/**
 * The site of this lab: the one that another process of it serves already, or one that this process serves from here on.
 * @throws LabError `EmulatorNotRunning` or `NotDeployed`: that is said at the command, and not by a page
 */
export async function openSite(lab: Lab): Promise<Site> {
  await deployedAt(lab);
  const running = await runningSite(lab.stateFolder);
  return running ? { ...running, own: false, note: SERVED_ELSEWHERE, close: () => {} } : serveSite(lab);
}

const SERVED_ELSEWHERE = 'Another process of this lab serves it, `lab open` or `npm start`, and it ends with that.';

/** Serves the site until it is closed, at the usual port or, where another program has that, at the next that is free. */
export async function serveSite(lab: Lab, ports: readonly number[] = PORTS): Promise<Site> {
  const session = randomBytes(24).toString('base64url');
  const room = roomRoutes(lab);
  const routes = { ...evidenceRoutes(lab), ...cognitoRoutes(lab), ...room.routes };
  const base = believed(() => deployedAt(lab), BELIEVED_MS);
  const server = await listenOnFirst(ports, async (request, body, response) => {
    if (/^\/_lab(?:[/?]|$)/.test(request.url ?? '')) await answerForLab(routes, session, request, body, response);
    else await answerFromDeployed(base, request, body, response);
  });
  const { port } = server.address() as AddressInfo;
  const record = { address: `http://localhost:${port}/`, session };
  noteSite(lab.stateFolder, record);
  const usual = ports[0] as number;
  return {
    ...record,
    own: true,
    ...(port !== usual && { note: `Port ${usual} is taken by another program. ${OF_AN_ADDRESS}` }),
    close: () => {
      forgetSite(lab.stateFolder, record);
      room.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

const OF_AN_ADDRESS =
  'What a browser keeps of your progress belongs to one address; the lab keeps it in a file as well, for all of them.';

type Answer = (request: IncomingMessage, body: Buffer, response: ServerResponse) => Promise<void>;

async function listenOnFirst(ports: readonly number[], answer: Answer): Promise<Server> {
  for (const port of ports) {
    // A program on the other address of `localhost` would get what is meant for the site.
    if (port !== 0 && !(await isFree(port))) continue;
    try {
      return await listenOnLoopback({ port, pages: 'any', answer });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  throw new LabError('PortTaken', `The ports ${ports.join(', ')} are all taken by other programs. End one of them.`);
}

/**
 * The address of what is deployed on the emulator, by the one project that has a site.
 * @throws LabError `EmulatorNotRunning` or `NotDeployed`
 */
async function deployedAt(lab: Lab): Promise<string> {
  const entry = lab.projects.find(({ site }) => site !== undefined);
  const target = await openTarget({ target: 'emulator' }, lab.stateFolder);
  const outputs = entry && (await outputsOf(entry.project, target));
  const address = outputs && entry?.site?.(outputs);
  if (!address) throw new LabError('NotDeployed', 'No project of this lab serves pages.');
  return address.replace(/\/$/, '');
}

async function answerFromDeployed(
  base: Believed<string>,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  if (leadsUp(request.url ?? '')) {
    refuse(request, response, LEADS_UP);
    return;
  }
  try {
    await passOn(request, body, response, await base.get());
  } catch (error) {
    base.forget();
    refuse(request, response, refusalOf(error));
  }
}

const LEADS_UP: Refusal = {
  status: 400,
  code: 'PathLeadsUp',
  title: 'No such path',
  sentence: 'The path has a segment "." or "..". Write it without.',
};

const TITLES: Readonly<Record<string, string>> = {
  EmulatorNotRunning: 'The lab is not running',
  NotDeployed: 'Nothing is deployed yet',
};

/** @throws the error itself where nobody foresaw it */
function refusalOf(error: unknown): Refusal {
  if (error instanceof LabError && TITLES[error.code]) {
    return { status: 503, code: error.code, title: TITLES[error.code] as string, sentence: error.message };
  }
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return {
    status: 502,
    code: 'ConnectionLost',
    title: 'The connection to the emulator was lost',
    sentence: `The emulator did not answer (${code}). \`npm run lab -- status\` says what is running.`,
  };
}
