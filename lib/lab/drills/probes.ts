/** Findings that the probes of several drills come to. */
import { type AwsClients, clientsIn } from '../aws/aws-clients.ts';
import type { PolicyDocument } from '../settings/iam.ts';
import { type CheckContext, CouldNotLook, type Finding, type HttpAnswer, type Probe } from './drill.ts';

/** About an HTTP status, the commonest of all. */
export function status(answer: HttpAnswer, wanted: number): Finding {
  // For a function that failed API Gateway answers nothing but its status; the emulator would tell the cause.
  const isSilent = answer.status === wanted || answer.text.includes('"errorType"');
  const body = isSilent ? '' : `: ${shortened(answer.text)}`;
  return { ok: answer.status === wanted, saw: `HTTP ${answer.status}${body}`, wanted: `HTTP ${wanted}` };
}

/** A body for a line or two of a finding, cut between words and said to be cut; one without a space is cut anywhere. */
export function shortened(text: string, most = 160): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  const space = text[most - 1] === ' ' ? most - 1 : cut.lastIndexOf(' ');
  return `${cut.slice(0, space > 0 ? space : undefined)}…`;
}

/** About a value that has to be exactly this. */
export function equal(saw: unknown, wanted: unknown): Finding {
  return { ok: saw === wanted, saw: String(saw), wanted: String(wanted) };
}

/** The first finding that is not ok, or else the last one: for a probe that asks several things. */
export function first(...findings: readonly [Finding, ...Finding[]]): Finding {
  return findings.find(({ ok }) => !ok) ?? (findings.at(-1) as Finding);
}

/**
 * That IAM would refuse the role this action on this resource. Asks the policy simulator, and so touches nothing.
 * @throws CouldNotLook when the simulator says neither
 */
export async function refused(
  aws: AwsClients,
  roleName: string,
  action: string,
  resourceArn: string,
): Promise<Finding> {
  const decision = await decisionOf(aws, roleName, action, resourceArn);
  if (decision === undefined) {
    throw new CouldNotLook(`the policy simulator gave no result for ${action} on ${resourceArn}: check again`);
  }
  return {
    ok: decision !== 'allowed',
    saw: `${decision} to call ${action} on ${resourceArn}`,
    wanted: `${action} refused there`,
  };
}

/** What the policy simulator would say to a role that asks for one action; undefined where it gives no result. */
export async function decisionOf(
  aws: AwsClients,
  roleName: string,
  action: string,
  resourceArn: string,
): Promise<string | undefined> {
  const { Role } = await aws.iam.getRole({ RoleName: roleName });
  const { EvaluationResults } = await aws.iam.simulatePrincipalPolicy({
    PolicySourceArn: Role?.Arn,
    ActionNames: [action],
    ResourceArns: [resourceArn],
  });
  return EvaluationResults?.[0]?.EvalDecision;
}

/** The role's own policy: CDK gives each role one inline policy. */
export async function inlinePolicy(aws: AwsClients, roleName: string) {
  const { PolicyNames = [] } = await aws.iam.listRolePolicies({ RoleName: roleName });
  return { roleName, policyName: PolicyNames[0] as string };
}

/** `document` without an action on the resources whose ARN has `part` in it. */
export function without(document: PolicyDocument, action: string, part: string): PolicyDocument {
  const Statement = document.Statement.flatMap((statement) => {
    if (!String(statement.Resource).includes(part)) return [statement];
    const kept = [statement.Action].flat().filter((held) => held !== action);
    return kept.length === 0 ? [] : [{ ...statement, Action: kept }];
  });
  return { ...document, Statement };
}

/** `document` with one statement more. */
export function allowing(
  document: PolicyDocument,
  Action: string | readonly string[],
  Resource: string | readonly string[],
): PolicyDocument {
  return { ...document, Statement: [...document.Statement, { Effect: 'Allow', Action, Resource }] };
}

/** A probe of what AWS says, asked of another region; undefined is the target's own. */
export function askedIn<Output extends string>(region: string | undefined, probe: Probe<Output>): Probe<Output> {
  const there = (lab: CheckContext<Output>) => ({ ...lab, aws: clientsIn(lab.aws, region) });
  const { remember } = probe;
  return {
    ...probe,
    expects: region === undefined ? probe.expects : `${probe.expects} (${region})`,
    ...(remember && { remember: (lab) => remember(there(lab)) }),
    look: (lab) => probe.look(there(lab)),
  };
}
