/**
 * Who is signed in, in this tab: the access token in memory, the refresh token in `sessionStorage`, so that both are gone with the tab.
 */
import { ask, type Pool, poolHere, Refused } from './pool.ts';

const KEY = 'certlab-session';
/** A token that is about to expire may be late when it arrives. */
const EARLY_MS = 30_000;

interface Kept extends Pool {
  readonly email: string;
  readonly refresh: string;
}

interface Result {
  readonly AuthenticationResult?: {
    readonly AccessToken?: string;
    readonly ExpiresIn?: number;
    readonly RefreshToken?: string;
  };
}

export interface Session {
  readonly email: string;
  /** An access token that is good for a while. @throws Refused; `NotAuthorizedException` once the session has ended */
  token(): Promise<string>;
  /** Nobody gets a token by this session any more; those that were given are good until they expire. */
  end(): Promise<void>;
  /** Deletes the account itself. */
  deleteUser(): Promise<void>;
}

/** The session of this tab, where somebody has signed in. */
export function sessionHere(): Session | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Kept | null;
    return kept ? sessionOf(kept) : undefined;
  } catch {
    // A browser that keeps nothing keeps no session either.
    return undefined;
  }
}

/** @throws Refused */
export async function signIn(pool: Pool, email: string, password: string): Promise<Session> {
  const result = await ask<Result>(pool, 'InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: pool.clientId,
    AuthParameters: { USERNAME: email, PASSWORD: password },
  });
  const refresh = result.AuthenticationResult?.RefreshToken;
  if (refresh === undefined)
    throw new Refused('Challenge', 'This account asks for a step more than this page knows: set another password.');
  const kept: Kept = { ...pool, email, refresh };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // It lasts until the next page then.
  }
  return sessionOf(kept, result);
}

function sessionOf(kept: Kept, first?: Result): Session {
  let given: { readonly token: string; readonly until: number } | undefined;
  let asked: Promise<string> | undefined;
  const take = ({ AuthenticationResult: result }: Result): string => {
    if (!result?.AccessToken) throw new Refused('NotAuthorizedException', ENDED);
    given = { token: result.AccessToken, until: Date.now() + (result.ExpiresIn ?? 0) * 1_000 - EARLY_MS };
    return given.token;
  };
  if (first) take(first);
  const renew = async (): Promise<string> => {
    // After a restart of the lab, or another deployment, the pool may be another one.
    const pool = await poolHere();
    if (pool?.clientId !== kept.clientId) return ended();
    const input = { AuthFlow: 'REFRESH_TOKEN_AUTH', ClientId: kept.clientId };
    return ask<Result>(pool, 'InitiateAuth', { ...input, AuthParameters: { REFRESH_TOKEN: kept.refresh } }).then(
      take,
      (error: unknown) => {
        if (error instanceof Refused && ['NotAuthorizedException', 'UserNotFoundException'].includes(error.code))
          return ended();
        throw error;
      },
    );
  };
  const token = async (): Promise<string> => {
    if (given && Date.now() < given.until) return given.token;
    asked ??= renew().finally(() => {
      asked = undefined;
    });
    return asked;
  };
  return {
    email: kept.email,
    token,
    async end() {
      forget();
      given = undefined;
      await ask(kept, 'RevokeToken', { ClientId: kept.clientId, Token: kept.refresh });
    },
    async deleteUser() {
      await ask(kept, 'DeleteUser', { AccessToken: await token() });
      forget();
    },
  };
}

/** @throws Refused always */
function ended(): never {
  forget();
  throw new Refused('NotAuthorizedException', ENDED);
}

function forget(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}

const ENDED = 'You are signed out: the session has ended, or the account was deleted. Sign in again.';
