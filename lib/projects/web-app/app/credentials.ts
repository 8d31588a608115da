/** The database's user and password, as they are now. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

export interface Credentials {
  readonly username: string;
  /** What the next connection is opened with. */
  password(): string;
  /** Reads the secret again; called when the password was refused. */
  refresh(): Promise<void>;
}

/**
 * Exam: ECS reads a secret when it starts a container, and never again
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html). A password that has
 * been rotated since is found here, with the task's own role, so that no task has to be replaced for it.
 *
 * @param text the secret as ECS put it into the environment
 * @param arn where to read it again; without it, what was given stays
 */
export function credentialsOf(text: string, arn: string | undefined): Credentials {
  let secret = parse(text);
  return {
    username: secret.username,
    password: () => secret.password,
    async refresh() {
      if (!arn) return;
      // Made only now: most tasks end before a password does.
      const client = new SecretsManagerClient({});
      const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
      secret = parse(SecretString);
    },
  };
}

function parse(text: string): { readonly username: string; readonly password: string } {
  let value: Partial<Record<'username' | 'password', unknown>> | undefined;
  try {
    value = JSON.parse(text);
  } catch {
    // The text itself must not get into a log.
  }
  const { username, password } = value ?? {};
  if (typeof username !== 'string' || typeof password !== 'string') {
    throw new Error('DATABASE_SECRET is not the JSON text of a secret with "username" and "password": set it to that.');
  }
  return { username, password };
}
