/** The page Account: its forms ask the user pool, and those who are signed in have their log in step with the account's. */

import { askMe } from '../../study/log/account-remote.ts';
import { ask, type Pool, poolHere, Refused } from './account/pool.ts';
import { type Session, sessionHere, signIn } from './account/session.ts';
import { openEvidence } from './evidence.ts';
import { accountSentence } from './kept.ts';
import { isServedByLab } from './served-by-lab.ts';

const find = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;
const said = find('account-said');
const say = (sentence: string) => {
  said.textContent = sentence;
};

/** What a form holds. */
interface Fields {
  readonly email: string;
  readonly password: string;
  readonly code: string;
}

const evidence = await openEvidence();
let session: Session | undefined = sessionHere();
let pool: Pool | undefined;

/** Which forms carry an address on, so that nobody types it twice. */
const CARRIED = ['in-email', 'up-email', 'confirm-email', 'forgot-email', 'reset-email'];
const carry = (email: string) => {
  for (const id of CARRIED) find<HTMLInputElement>(id).value = email;
};
const open = (form: string) => find(form).closest('details')?.setAttribute('open', '');
/** Where to go on once controls are enabled again. */
let next: string | undefined;
const noMail = isServedByLab() ? (code: string) => ` The emulator mails nothing: its code is ${code}.` : () => '';

/** What each form does with the pool, and what is said then. */
const FORMS: Readonly<Record<string, (pool: Pool, fields: Fields) => Promise<string>>> = {
  'form-sign-in': async (at, { email, password }) => {
    try {
      await signedIn(await signIn(at, email, password));
      return `Signed in as ${email}.`;
    } catch (error) {
      if (error instanceof Refused && error.code === 'UserNotConfirmedException') open('form-confirm');
      throw error;
    }
  },
  'form-sign-up': async ({ clientId, ...at }, { email, password }) => {
    const UserAttributes = [{ Name: 'email', Value: email }];
    await ask({ ...at, clientId }, 'SignUp', {
      ClientId: clientId,
      Username: email,
      Password: password,
      UserAttributes,
    });
    open('form-confirm');
    next = 'confirm-code';
    return `A code was mailed to ${email}: confirm the address by it.${noMail('123456')}`;
  },
  'form-confirm': async (at, { email, code }) => {
    await ask(at, 'ConfirmSignUp', { ClientId: at.clientId, Username: email, ConfirmationCode: code });
    next = 'in-password';
    return 'The address is confirmed: sign in.';
  },
  'form-forgot': async (at, { email }) => {
    await ask(at, 'ForgotPassword', { ClientId: at.clientId, Username: email });
    open('form-reset');
    next = 'reset-code';
    return `If ${email} has an account, a code was mailed to it.${noMail('654321')}`;
  },
  'form-reset': async (at, { email, password, code }) => {
    const input = { ClientId: at.clientId, Username: email, ConfirmationCode: code, Password: password };
    await ask(at, 'ConfirmForgotPassword', input);
    next = 'in-password';
    return 'The password is set: sign in.';
  },
};

/** One thing at a time; what it threw is said. */
async function during(does: () => Promise<string>): Promise<void> {
  const controls = [
    ...document.querySelectorAll<HTMLFieldSetElement | HTMLButtonElement>('#main fieldset, #main button'),
  ];
  const [wereEnabled, focused] = [controls.filter(({ disabled }) => !disabled), document.activeElement];
  for (const control of wereEnabled) control.disabled = true;
  say('One moment …');
  const sentence = await does().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  for (const control of wereEnabled) control.disabled = false;
  // A control that was disabled has lost the focus.
  if (next !== undefined) find(next).focus();
  else if (document.activeElement === document.body && focused instanceof HTMLElement) focused.focus();
  next = undefined;
  say(sentence);
}

const here = (): Pool => {
  if (!pool) throw new Refused('Unreachable', 'There is nothing to sign in to.');
  return pool;
};

async function signedIn(by: Session): Promise<void> {
  session = by;
  await evidence.account(by);
  await show();
}

async function signedOut(): Promise<void> {
  session = undefined;
  await evidence.account(undefined);
  await show();
}

async function show(): Promise<void> {
  const { account } = await evidence.standing();
  find('signed-out').hidden = session !== undefined;
  find('signed-in').hidden = session === undefined;
  find('another').hidden = account?.another !== true;
  find('account-standing').textContent = account ? accountSentence(account) : '';
}

for (const [id, does] of Object.entries(FORMS)) {
  find<HTMLFormElement>(id).onsubmit = async (event) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const field = (name: string) => String(data.get(name) ?? '').trim();
    const fields = {
      email: field('email').toLowerCase(),
      password: String(data.get('password') ?? ''),
      code: field('code'),
    };
    carry(fields.email);
    await during(() => does(here(), fields));
    // Nothing keeps a password longer than it is needed.
    for (const input of document.querySelectorAll<HTMLInputElement>('input[type=password]')) input.value = '';
  };
}

find('resend').onclick = () =>
  during(async () => {
    const email = find<HTMLInputElement>('confirm-email').value.trim().toLowerCase();
    if (!email) throw new Refused('', 'Enter your address first.');
    await ask(here(), 'ResendConfirmationCode', { ClientId: here().clientId, Username: email });
    return `Another code was mailed to ${email}.${noMail('123456')}`;
  });

const signOut = () =>
  during(async () => {
    const ending = session;
    await signedOut();
    try {
      await ending?.end();
    } catch (error) {
      return `Signed out in this tab. The session itself could not be ended: ${error instanceof Error ? error.message : error}`;
    }
    return 'Signed out. A token that was handed out before stays good for 15 minutes at most.';
  });
find('sign-out').onclick = signOut;
find('leave').onclick = signOut;

find('join').onclick = () =>
  during(async () => {
    await evidence.join();
    await show();
    return 'Both are joined.';
  });

const sure = find<HTMLDialogElement>('sure');
find('delete-account').onclick = () => {
  sure.returnValue = '';
  sure.showModal();
};
sure.onclose = () => {
  if (sure.returnValue === 'delete') void during(deleteAll);
};

/** How often a long log is gone on with. */
const MOST_TIMES = 20;

async function deleteAll(): Promise<string> {
  const by = session;
  if (!by) return 'You are signed out.';
  // From here on nothing is sent: what waits would begin another log.
  await evidence.account(undefined);
  let finished = false;
  for (let time = 0; time < MOST_TIMES && !finished; time++)
    ({ finished } = (await askMe(by, 'DELETE', '/v1/me')) as { finished: boolean });
  if (!finished) return 'Not all of the log could be deleted yet, and the account is still there: delete it again.';
  await by.deleteUser();
  await signedOut();
  return 'The account and its log are deleted. What this browser keeps is still here.';
}

evidence.onChange(show);
try {
  pool = await poolHere();
  say(pool ? '' : 'There are no accounts at this address. What you do is kept in this browser.');
  if (session) say(`Signed in as ${session.email}.`);
  if (pool)
    for (const control of document.querySelectorAll<HTMLFieldSetElement | HTMLButtonElement>('#main fieldset, #resend'))
      control.disabled = false;
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
}
await show();
