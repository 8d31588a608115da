/** That what is started, starts: what ECS has to fetch before a container begins, it may. */
import { named } from '../../../lab/access/read-access.ts';
import { statementsOf } from '../../../lab/access/statements.ts';
import { CouldNotLook, type Finding, type Probe } from '../../../lab/drills/drill.ts';
import { decisionOf } from '../../../lab/drills/probes.ts';
import { definitionNow } from '../../../lab/settings/ecs.ts';
import type { OPTIONAL_VARIABLES } from '../app/env.ts';
import { ofService } from './service.ts';
import type { Lab, Output } from './sitting.ts';

/** The two roles of the tasks, by name. */
export async function rolesOf(lab: Lab): Promise<{ readonly execution: string; readonly task: string }> {
  const found = await definitionNow(lab.aws, ofService(lab));
  const name = (arn = '') => arn.split('/').at(-1) as string;
  return { execution: name(found?.executionRoleArn), task: name(found?.taskRoleArn) };
}

/** The secrets that ECS puts into the tasks, by ARN. */
export async function secretsOf(lab: Lab): Promise<readonly string[]> {
  const found = await definitionNow(lab.aws, ofService(lab));
  const container = found?.containerDefinitions?.[0];
  const named = (container?.secrets ?? []).map(({ valueFrom = '' }) => valueFrom).filter((arn) => arn !== '');
  // On the emulator they stand among the variables, behind a mark.
  const marked = (container?.environment ?? []).flatMap(({ value = '' }) =>
    value.includes(':secretsmanager:') ? [value.slice(value.indexOf('arn:'))] : [],
  );
  return [...new Set([...named, ...marked])];
}

/** Where the program reads its password again (app/env.ts). */
export const SECRET_ARN = 'DATABASE_SECRET_ARN' satisfies keyof typeof OPTIONAL_VARIABLES;

/** Nobody waits a week for it, and a check that rotates would be one more rotation: whether tasks could read it again is asked. */
export const rotationsAreSurvived: Probe<Output> = {
  expects:
    'When the password of the database changes, as it does every week, the tasks that run find the new one by themselves',
  async look(lab): Promise<Finding> {
    const [arn, { task }] = await Promise.all([
      lab.get('task-variable', { ...ofService(lab), name: SECRET_ARN }),
      rolesOf(lab),
    ]);
    const wanted = 'they know where it is kept, and may read it there';
    if (arn !== lab.outputs.DatabaseSecretArn) return { ok: false, saw: 'they do not know where it is kept', wanted };
    const decision = await mayRead(lab, task, arn);
    const ok = decision === 'allowed';
    return { ok, saw: ok ? wanted : 'they may not read it', wanted };
  },
};

/** RDS makes this secret, so that no template has it: without a policy, as every secret is made. */
export const passwordLetsNobodyIn: Probe<Output> = {
  expects: "The policy of the database's password lets nobody in: that is for the roles to say",
  async look({ aws, outputs }): Promise<Finding> {
    const { ARN, ResourcePolicy } = await aws.secrets.getResourcePolicy({ SecretId: outputs.DatabaseSecretArn });
    if (!ARN) throw new CouldNotLook('Secrets Manager did not say whose policy it is: check again');
    const policies = ResourcePolicy ? [named('the policy of the secret', ResourcePolicy)] : [];
    const ok = !statementsOf(policies).some(({ allows }) => allows);
    return { ok, saw: ok ? 'nobody' : 'somebody', wanted: 'nobody' };
  },
};

/** What IAM would say to a role that reads a secret. @throws CouldNotLook */
async function mayRead(lab: Lab, roleName: string, arn: string): Promise<string> {
  const decision = await decisionOf(lab.aws, roleName, 'secretsmanager:GetSecretValue', arn);
  if (!decision) throw new CouldNotLook('the policy simulator gave no result: check again');
  return decision;
}

/** A container that never begins leaves no line of its own: IAM is asked instead, with the role that starts it. */
export const newTasksStart: Probe<Output> = {
  expects: 'ECS gets all that it needs before a new task can begin',
  async look(lab): Promise<Finding> {
    const [{ execution }, secrets] = await Promise.all([rolesOf(lab), secretsOf(lab)]);
    if (secrets.length === 0) throw new CouldNotLook('the service names no secret: check again');
    const wanted = `all ${secrets.length} of them`;
    // One by one: the answer for several is one of them all.
    const decisions = await Promise.all(secrets.map((arn) => mayRead(lab, execution, arn)));
    const denied = decisions.filter((decision) => decision !== 'allowed').length;
    return { ok: denied === 0, saw: denied === 0 ? wanted : `not ${denied} of ${secrets.length}`, wanted };
  },
};

/** Twice what the program holds while it is busy, in MiB, and what nobody needs of it. */
const ROOM = { least: 256, most: 1_024 };

/** Whether a task would be killed for what it holds shows in the busiest hour: what it may hold is read. */
export const tasksHaveRoom: Probe<Output> = {
  expects: 'A task may hold twice the memory that it needs, and no more is paid for than that takes',
  guards: true,
  async look(lab): Promise<Finding> {
    const definition = await definitionNow(lab.aws, ofService(lab));
    const limits = [definition?.memory, definition?.containerDefinitions?.[0]?.memory].map(Number);
    const set = limits.filter((mebibytes) => mebibytes > 0);
    if (set.length === 0) throw new CouldNotLook('ECS does not say how large a task is: check again');
    const room = Math.min(...set);
    const ok = room >= ROOM.least && Math.max(...set) <= ROOM.most;
    return {
      ok,
      saw: `${room} MiB, of a task of ${Math.max(...set)}`,
      wanted: `${ROOM.least} MiB or more, of a task of ${ROOM.most} or less`,
    };
  },
};
