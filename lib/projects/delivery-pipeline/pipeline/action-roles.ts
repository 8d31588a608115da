import { ArnFormat, CfnCapabilities, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, type IRole, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { bootstrapRoleArn, bootstrapVersionArn } from '../bootstrap.ts';
import type { Artifacts } from './artifacts.ts';
import type { BuildProject } from './build-project.ts';
import { exactRole } from './exact-role.ts';

/** What an action does to its stack; each has a role that may do that and nothing more. */
const RIGHTS = {
  deploy: [
    'cloudformation:CreateStack',
    'cloudformation:DescribeStackEvents',
    'cloudformation:DescribeStackResource',
    'cloudformation:DescribeStackResources',
    'cloudformation:DescribeStacks',
    'cloudformation:GetTemplate',
    'cloudformation:UpdateStack',
  ],
  prepare: [
    'cloudformation:CreateChangeSet',
    'cloudformation:DeleteChangeSet',
    'cloudformation:DescribeChangeSet',
    'cloudformation:DescribeStacks',
  ],
  execute: [
    'cloudformation:DescribeChangeSet',
    'cloudformation:DescribeStackEvents',
    'cloudformation:DescribeStacks',
    'cloudformation:ExecuteChangeSet',
  ],
} as const;

/** The roles of a pipeline's actions: one for each, which the pipeline's own role may assume and nobody else. */
export class ActionRoles {
  readonly all: Role[] = [];
  private readonly scope: Construct;
  private readonly pipelineRole: Role;
  private readonly artifacts: Artifacts;

  /** @param scope the roles become its children, under the ids that the methods are given and `Role` */
  constructor(scope: Construct, pipelineRole: Role, artifacts: Artifacts) {
    this.scope = scope;
    this.pipelineRole = pipelineRole;
    this.artifacts = artifacts;
  }

  /** For an action that does nothing but wait for a person. */
  waits(id: string): IRole {
    return this.role(id, []);
  }

  /** For an action that runs a build project: it may start this project and no other. */
  starts({ node, project }: BuildProject): IRole {
    return this.role(`${node.id}Start`, [
      new PolicyStatement({
        actions: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild', 'codebuild:StopBuild'],
        resources: [project.projectArn],
      }),
    ]);
  }

  /** For an action that executes a change set which is there already. */
  executes(id: string, stackName: string): IRole {
    return this.role(id, [
      new PolicyStatement({ actions: [...RIGHTS.execute], resources: [this.stackArn(stackName)] }),
    ]);
  }

  /**
   * What the actions that hand a template to CloudFormation have in common: a role that may do `rights` to one stack,
   * and CloudFormation's own, made by `cdk bootstrap`.
   */
  handsOver(id: string, stackName: string, rights: 'deploy' | 'prepare') {
    const execution = bootstrapRoleArn('cfn-exec');
    return {
      adminPermissions: false,
      cfnCapabilities: [CfnCapabilities.NAMED_IAM],
      deploymentRole: Role.fromRoleArn(this.scope, `${id}Execution`, execution, { mutable: false }),
      role: this.role(id, [
        ...this.artifacts.reading(),
        new PolicyStatement({ actions: [...RIGHTS[rights]], resources: [this.stackArn(stackName)] }),
        // Each of the CDK's templates has the version of the bootstrap as a parameter, and CloudFormation looks it up
        // as the caller who hands the template over, not as its own role: so may the CDK's own role for deployments
        // (`ReadVersion` in the template of `cdk bootstrap`; https://github.com/aws/aws-cdk/issues/20959).
        new PolicyStatement({ actions: ['ssm:GetParameters'], resources: [bootstrapVersionArn(this.scope)] }),
        new PolicyStatement({
          actions: ['iam:PassRole'],
          resources: [execution],
          conditions: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
        }),
      ]),
    };
  }

  /** The stack of this name and no other; what follows the name is an id that CloudFormation gives it. */
  stackArn(stackName: string): string {
    return Stack.of(this.scope).formatArn({
      service: 'cloudformation',
      resource: 'stack',
      resourceName: `${stackName}/*`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }

  private role(id: string, statements: PolicyStatement[]): IRole {
    const role = exactRole(this.scope, `${id}Role`, new ArnPrincipal(this.pipelineRole.roleArn), statements);
    this.all.push(role);
    return role.withoutPolicyUpdates();
  }
}
