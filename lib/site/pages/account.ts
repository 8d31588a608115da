/** The account: sign-up, sign-in, another password, and the end of it. Everything works without one. */
import { html } from 'hono/html';
import type { Page } from '../page.ts';
import { section } from '../parts.ts';

type Html = ReturnType<typeof html>;

const email = (id: string): Html =>
  html`<label for="${id}">E-mail address</label><input id="${id}" name="email" type="email" autocomplete="username" maxlength="128" required>`;
const password = (id: string, label: string, autocomplete: string): Html =>
  html`<label for="${id}">${label}</label><input id="${id}" name="password" type="password" autocomplete="${autocomplete}" maxlength="256" required${autocomplete === 'new-password' ? html` aria-describedby="password-rule"` : ''}>`;
const code = (id: string): Html =>
  html`<label for="${id}">Code from the mail</label><input id="${id}" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" required>`;
const form = (id: string, fields: readonly Html[], action: string): Html =>
  html`<form class="form" id="${id}"><fieldset disabled><legend>${action}</legend>${fields}<p><button class="go" type="submit">${action}</button></p></fieldset></form>`;

export const accountPage: Page = {
  path: '/account',
  title: 'Account: your evidence on every device',
  description: 'Sign up and sign in, so that what you did follows you to another device; or delete all of it.',
  islands: ['account'],
  body: () => html`
<div class="hero"><h1>Account</h1>
<p class="lead">Everything here works without one. With one, what you did follows you to another device, and nobody else sees it.</p></div>
<noscript><p>Signing in takes script. Without it, a <a href="/progress#move">file</a> takes your progress to another device.</p></noscript>
<p id="account-said" role="status"></p>
<div id="signed-out">
${section(
  'sign-in',
  'Sign in',
  html`Your password goes to Amazon Cognito, and to nobody else.`,
  form('form-sign-in', [email('in-email'), password('in-password', 'Password', 'current-password')], 'Sign in'),
)}
${section(
  'sign-up',
  'New here',
  html`<span id="password-rule">A password of 12 characters or more, with a small and a capital letter, a digit and another sign.</span>`,
  html`${form('form-sign-up', [email('up-email'), password('up-password', 'New password', 'new-password')], 'Sign up')}
<details><summary>Confirm the address</summary>
${form('form-confirm', [email('confirm-email'), code('confirm-code')], 'Confirm')}
<p><button class="go" id="resend" type="button" disabled>Mail another code</button></p></details>`,
)}
${section(
  'forgotten',
  'Forgotten your password?',
  html`A code is mailed to the address, if it has an account.`,
  html`${form('form-forgot', [email('forgot-email')], 'Mail a code')}
<details><summary>Set another password by the code</summary>
${form(
  'form-reset',
  [email('reset-email'), code('reset-code'), password('reset-password', 'New password', 'new-password')],
  'Set password',
)}</details>`,
)}
</div>
<div id="signed-in" hidden>
${section(
  'signed',
  'Signed in',
  html`In this tab, until you sign out or close it.`,
  html`<p id="account-standing"></p>
<div id="another" hidden><p>The log of this account is not the one that this browser was in step with: it was deleted, or this is another
account. Nothing of this browser has been sent to it.</p>
<p><button class="go" id="join" type="button">Join both</button> <button class="go" id="leave" type="button">Sign out and leave it</button></p></div>
<p><button class="go" id="sign-out" type="button">Sign out</button></p>
<p class="under">Signing out ends the session for good. A token that was handed out before stays good until it expires, at most 15 minutes
later.</p>`,
)}
${section(
  'delete',
  'Delete the account',
  html`Your log there and the account, at once. Backups of the table end after a week. What this browser and your lab keep stays.`,
  html`<p><button class="go" id="delete-account" type="button">Delete the account</button></p>
<dialog id="sure" aria-labelledby="sure-title"><h2 id="sure-title">Delete the account and its log?</h2>
<p>It cannot be undone. Another device that comes back later cannot bring the log back.</p>
<form method="dialog"><p><button class="go" type="submit" value="delete">Delete all of it</button> <button class="go" type="submit" value="keep">Keep it</button></p></form></dialog>`,
)}
</div>`,
};
