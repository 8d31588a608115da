/** A learner's account at a deployed site, from the command line: the ends of drills go there, each once. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Stored } from '../../lambda/shared/evidence/stored.ts';
import { LabError } from '../errors.ts';
import { accountRemote } from '../study/log/account-remote.ts';
import { memoryShelf, synchronize } from '../study/log/sync.ts';
import type { Target } from '../target.ts';
import { awsClients } from './aws/aws-clients.ts';
import type { Lab } from './lab.ts';
import { gatherEvidence } from './learner.ts';
import { outputsOf } from './stacks/stacks.ts';

/** The variable that has the password where nobody is there to type it. */
const PASSWORD_VARIABLE = 'CERTLAB_PASSWORD';

/**
 * Sends what the account does not have yet, and gives how many that were.
 * @throws LabError `NotDeployed` or `AccountRefused`
 */
export async function pushDrills(lab: Lab, target: Target, email: string, password: string): Promise<number> {
  const entry = lab.projects.find(({ site }) => site !== undefined);
  const outputs = entry && (await outputsOf(entry.project, target));
  const base = outputs && entry?.site?.(outputs)?.replace(/\/$/, '');
  if (!base || !outputs) throw new LabError('NotDeployed', 'No project of this lab keeps accounts.');
  try {
    const token = await accessToken(target, String(outputs.UserPoolClientId), email, password);
    const shelf = memoryShelf();
    await shelf.add(await endedDrills(lab), true);
    return (await synchronize(shelf, accountRemote({ base, token: async () => token }))).sent;
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw new LabError('AccountRefused', `Nothing more was sent. ${error instanceof Error ? error.message : error}`);
  }
}

const endedDrills = async (lab: Lab): Promise<Stored[]> =>
  (await gatherEvidence(lab)).filter(({ kind }) => kind === 'drill');

async function accessToken({ clientConfig }: Target, ClientId: string, USERNAME: string, PASSWORD: string) {
  const { AuthenticationResult: result } = await awsClients(clientConfig).cognito.initiateAuth({
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId,
    AuthParameters: { USERNAME, PASSWORD },
  });
  if (!result?.AccessToken)
    throw new LabError('AccountRefused', 'The account asks for a step that only the site knows.');
  return result.AccessToken;
}

/**
 * The password, typed without being shown; or of the variable.
 * @throws LabError `NotConfirmed` where neither is there
 */
export async function askPassword(email: string): Promise<string> {
  const given = process.env[PASSWORD_VARIABLE];
  if (given) return given;
  if (!process.stdin.isTTY)
    throw new LabError('NotConfirmed', `This is not a terminal: set ${PASSWORD_VARIABLE} to the password of ${email}.`);
  process.stderr.write(`Password of ${email}: `);
  const silent = new Writable({ write: (_, __, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
