/**
 * What the agent of ECS does with a task's two roles: the execution role fetches its secrets, and the credentials of the
 * task role are lent to its code ("IAM roles for Amazon ECS"). The emulator itself would do both as root.
 */
import { randomUUID } from 'node:crypto';
import type { Credentials } from '../../../signature.ts';
import type { EmulatorApi } from '../api.ts';
import { type Container, environmentOf } from '../containers/container.ts';
import { CLUSTER_LABEL, TASK_LABEL } from '../containers/engine.ts';
import { SECRET_MARK } from '../task-definition.ts';

interface TaskDefinition {
  readonly taskRoleArn?: string;
  readonly executionRoleArn?: string;
}

export interface TaskRoles {
  /** The environment of a container's process. @throws Error as ECS puts it, where a secret cannot be fetched */
  readonly environmentFor: (container: Container) => Promise<NodeJS.ProcessEnv>;
  /** What is answered at a task's credentials endpoint; undefined where nothing was lent under this token. */
  readonly credentialsOf: (token: string) => Promise<object | undefined>;
}

/** @param url of the engine, at which tasks fetch their credentials */
export function taskRoles(apiOf: (region: string) => EmulatorApi, url: () => string): TaskRoles {
  /** By token, the role that is lent, and where. */
  const lent = new Map<string, { readonly role: string; readonly region: string }>();

  async function assume(
    api: EmulatorApi,
    role: string,
    session: string,
  ): Promise<Credentials & { readonly expiration: string }> {
    const result = await api.query('sts', 'AssumeRole', { RoleArn: role, RoleSessionName: session });
    const text = (name: string) => result.child('Credentials')?.text(name) ?? '';
    return {
      accessKeyId: text('AccessKeyId'),
      secretAccessKey: text('SecretAccessKey'),
      sessionToken: text('SessionToken'),
      expiration: text('Expiration'),
    };
  }

  async function definitionOf(api: EmulatorApi, task: string, cluster: string): Promise<TaskDefinition> {
    const { tasks } = await api.json<{ tasks: readonly { taskDefinitionArn: string }[] }>('ecs', 'DescribeTasks', {
      cluster,
      tasks: [task],
    });
    const taskDefinition = tasks[0]?.taskDefinitionArn;
    const described = await api.json<{ taskDefinition: TaskDefinition }>('ecs', 'DescribeTaskDefinition', {
      taskDefinition,
    });
    return described.taskDefinition;
  }

  async function secretOf(api: EmulatorApi, valueFrom: string, { executionRoleArn }: TaskDefinition): Promise<string> {
    if (!executionRoleArn) {
      throw new Error(`The task definition has a secret, ${valueFrom}, and no execution role to fetch it with.`);
    }
    const as = await assume(api, executionRoleArn, 'ecs-execution');
    return valueFrom.includes(':secretsmanager:')
      ? fromSecretsManager(api, valueFrom, as)
      : fromParameters(api, valueFrom, as);
  }

  /** `arn:aws:secretsmanager:<region>:<account>:secret:<name>[:<json key>:<stage>:<version>]`. */
  async function fromSecretsManager(api: EmulatorApi, valueFrom: string, as: Credentials): Promise<string> {
    const parts = valueFrom.split(':');
    const [key, VersionStage, VersionId] = parts.slice(7);
    const input = {
      SecretId: parts.slice(0, 7).join(':'),
      ...(VersionStage && { VersionStage }),
      ...(VersionId && { VersionId }),
    };
    const { SecretString } = await api.json<{ SecretString: string }>('secretsmanager', 'GetSecretValue', input, as);
    if (!key) return SecretString;
    const value = (JSON.parse(SecretString) as Record<string, unknown>)[key];
    if (value === undefined) throw new Error(`The secret ${input.SecretId} has no key ${key}.`);
    return String(value);
  }

  async function fromParameters(api: EmulatorApi, valueFrom: string, as: Credentials): Promise<string> {
    const Name = valueFrom.startsWith('arn:') ? `/${valueFrom.split(':parameter/')[1]}` : valueFrom;
    const input = { Name, WithDecryption: true };
    const { Parameter } = await api.json<{ Parameter: { Value: string } }>('ssm', 'GetParameter', input, as);
    return Parameter.Value;
  }

  return {
    async environmentFor(container) {
      const environment = environmentOf(container.env);
      const { [TASK_LABEL]: task, [CLUSTER_LABEL]: cluster = '' } = container.labels;
      if (!task) return environment;
      const api = apiOf(container.region);
      const definition = await definitionOf(api, task, cluster);
      for (const [name, value] of Object.entries(environment)) {
        if (!value.startsWith(SECRET_MARK)) continue;
        const valueFrom = value.slice(SECRET_MARK.length);
        environment[name] = await secretOf(api, valueFrom, definition).catch((error: Error) => {
          throw new Error(`unable to pull secrets or registry auth: ${name} from ${valueFrom}: ${error.message}`);
        });
      }
      // The emulator would hand out credentials of a role of its own.
      delete environment.AWS_CONTAINER_CREDENTIALS_FULL_URI;
      delete environment.AWS_CONTAINER_AUTHORIZATION_TOKEN;
      if (definition.taskRoleArn) {
        const token = randomUUID();
        lent.set(token, { role: definition.taskRoleArn, region: container.region });
        environment.AWS_CONTAINER_CREDENTIALS_FULL_URI = `${url()}/credentials/${token}`;
      }
      return environment;
    },
    async credentialsOf(token) {
      const { role, region } = lent.get(token) ?? {};
      if (!role || !region) return undefined;
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = await assume(apiOf(region), role, 'ecs-task');
      return {
        RoleArn: role,
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        Token: sessionToken,
        Expiration: expiration,
      };
    },
  };
}
