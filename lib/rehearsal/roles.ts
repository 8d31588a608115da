/**
 * The pipeline's roles as they are deployed, taken on by STS as the services take them on: CodePipeline its own and from
 * there each action's, CodeBuild a project's. The emulator enforces the trust policies and what the roles may do; of what
 * it lets pass without looking, the same policies are asked by simulation.
 */
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { STS } from '@aws-sdk/client-sts';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { awsClients } from '../lab/aws/aws-clients.ts';
import { physicalIdsOf } from '../lab/stacks/stack-resources.ts';
import type { Target } from '../target.ts';
import { PIPELINE_STACK, pipelineOf, readTemplate } from './deploy.ts';
import { type Run, RunStopped } from './run.ts';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Somebody who works under a role: its name, and what an SDK client needs to speak as it. */
export interface Acting {
  readonly roleName: string;
  readonly clientConfig: Target['clientConfig'] & { readonly credentials: Credentials };
}

/** A call that the emulator does not hold against the caller's policy. */
export interface UncheckedCall {
  readonly action: string;
  readonly resource: string;
  /** Condition keys of the request, for example `iam:PassedToService`. */
  readonly context?: Readonly<Record<string, string>>;
}

interface Reference {
  readonly Ref: string;
}

/** An action as the pipeline's template has it, as far as the rehearsal plays it. */
export interface Action {
  readonly Name: string;
  readonly RoleArn: { readonly 'Fn::GetAtt': readonly [string, string] };
  readonly Configuration: {
    readonly ProjectName?: Reference;
    readonly StackName?: string;
    /** What it does to the stack, for example `CREATE_UPDATE`. */
    readonly ActionMode?: string;
    readonly Capabilities?: string;
    readonly TemplatePath?: string;
    readonly RoleArn?: { readonly 'Fn::Sub': string };
    readonly CustomData?: string;
  };
}

/** The action of this name in the pipeline of an assembly; where several stages have one, that of the stage named. */
export function actionOf(assembly: string, name: string, stage?: string): Action {
  const stages: readonly { readonly Name: string; readonly Actions: readonly Action[] }[] = pipelineOf(assembly).Stages;
  const action = stages
    .filter(({ Name }) => stage === undefined || Name === stage)
    .flatMap(({ Actions }) => Actions)
    .find(({ Name }) => Name === name);
  if (!action) throw new Error(`The pipeline has no action ${name}.`);
  return action;
}

/** The ARN that a template writes by `Fn::Sub` with nothing but pseudo parameters. */
export const arnIn = ({ 'Fn::Sub': text }: { readonly 'Fn::Sub': string }, { account, region }: Target): string =>
  text
    .replaceAll(`\${AWS::Partition}`, 'aws')
    .replaceAll(`\${AWS::AccountId}`, account)
    .replaceAll(`\${AWS::Region}`, region);

/**
 * The roles of the deployed pipeline, found by what the pipeline's template in `assembly` says of them. The rehearsal's
 * own credentials are the account's, and play the services that the first roles of each chain trust.
 */
export async function pipelineRoles(assembly: string, target: Target) {
  const physicalIds = await physicalIdsOf(PIPELINE_STACK, awsClients(target.clientConfig));
  const { Resources } = readTemplate(assembly, `${PIPELINE_STACK}.template.json`);
  /** The name that CloudFormation gave to a resource of the pipeline's stack. */
  const nameOf = (logicalId: string): string => {
    const found = physicalIds.get(logicalId);
    if (!found) throw new Error(`${logicalId} is not in the stack ${PIPELINE_STACK}.`);
    return found;
  };
  const roleNamed = (name: string) => `arn:aws:iam::${target.account}:role/${name}`;
  const assume = (as: Target['clientConfig'], { 'Fn::GetAtt': [logicalId] }: Action['RoleArn']) =>
    takeOn(as, roleNamed(nameOf(logicalId)));
  return {
    nameOf,
    /** Works as this action: CodePipeline takes on the pipeline's role, and with that the action's. */
    asAction: async (name: string, stage?: string): Promise<Acting> => {
      const pipeline = await assume(target.clientConfig, pipelineOf(assembly).RoleArn);
      return assume(pipeline.clientConfig, actionOf(assembly, name, stage).RoleArn);
    },
    /** Works as the project that this action runs: CodeBuild takes on the project's service role. */
    asProjectOf: async (name: string): Promise<Acting> => {
      const project = Resources[actionOf(assembly, name).Configuration.ProjectName?.Ref ?? ''];
      return assume(target.clientConfig, project.Properties.ServiceRole);
    },
    /** What it takes to read or to store an artifact: the rehearsal hands it on as a folder, so nobody makes these calls. */
    artifact: (work: 'reads' | 'stores'): UncheckedCall[] => {
      const { Location, EncryptionKey } = pipelineOf(assembly).ArtifactStore;
      const object = `arn:aws:s3:::${nameOf(Location.Ref)}/DeliveryPipeline/Release/artifact`;
      const key = `arn:aws:kms:${target.region}:${target.account}:key/${nameOf(EncryptionKey.Id['Fn::GetAtt'][0])}`;
      return work === 'reads'
        ? [
            // The bucket keeps versions, and CodePipeline names the one that a run began with.
            { action: 's3:GetObject', resource: object },
            { action: 's3:GetObjectVersion', resource: object },
            { action: 'kms:Decrypt', resource: key },
          ]
        : [
            { action: 's3:PutObject', resource: object },
            { action: 'kms:GenerateDataKey', resource: key },
          ];
    },
  };
}

/**
 * Takes on a role.
 * @throws RunStopped when its trust policy or the caller's own rights forbid it, as CodePipeline would stop there
 */
export async function takeOn(clientConfig: Target['clientConfig'], RoleArn: string): Promise<Acting> {
  const sts = new STS(clientConfig);
  const answer = await sts.assumeRole({ RoleArn, RoleSessionName: 'rehearsal' }).catch(stopWhereRefused);
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer.Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return { roleName: RoleArn.split('/').at(-1) as string, clientConfig: { ...clientConfig, credentials } };
}

/** For `catch`: a refusal is what the pipeline would stop for, anything else a defect of the rehearsal. */
export function stopWhereRefused(error: Error): never {
  if (/^AccessDenied/.test(error.name)) throw new RunStopped(error.message);
  throw error;
}

/**
 * Holds calls that the emulator does not check to the deployed inline policies of the role (ours have no other), and notes
 * what they were.
 * @throws RunStopped for the first that is not allowed
 */
export async function assertAllowed({ target, asked }: Run, { roleName }: Acting, calls: readonly UncheckedCall[]) {
  const iam = new IAM(target.clientConfig);
  const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName: roleName });
  const identityPolicies = await Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument = '' } = await iam.getRolePolicy({ RoleName: roleName, PolicyName });
      return { name: PolicyName, policy: JSON.parse(decodeURIComponent(PolicyDocument)) };
    }),
  );
  for (const { action, resource, context = {} } of calls) {
    const simulation = await runSimulation(
      {
        identityPolicies,
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        request: {
          action,
          principal: `arn:aws:sts::${target.account}:assumed-role/${roleName}/rehearsal`,
          resource: { resource, accountId: target.account },
          contextVariables: context,
        },
        // Exam: a key is the one resource whose own policy has to agree, be it by leaving it to the account's IAM.
        ...(resource.includes(':kms:') && { resourcePolicy: await keyPolicy(resource, target) }),
      },
      {},
    );
    if (simulation.resultType === 'error') throw new Error(`${action} on ${resource}: ${simulation.errors.message}`);
    if (simulation.overallResult !== 'Allowed') {
      throw new RunStopped(`The role ${roleName} is not authorized to perform ${action} on ${resource}.`);
    }
    asked.push({ roleName, action, resource });
  }
}

async function keyPolicy(KeyId: string, target: Target): Promise<unknown> {
  const { Policy = '' } = await new KMS(target.clientConfig).getKeyPolicy({ KeyId, PolicyName: 'default' });
  return JSON.parse(Policy);
}
