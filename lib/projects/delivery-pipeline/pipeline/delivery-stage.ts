import { relative } from 'node:path';
import { type Stack, type StackProps, Stage, Tags } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Alias, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { applyVendedProviderRules } from '../../../constructs/vended-providers.ts';
import { CanaryRelease } from '../canary-release.ts';
import type { TrafficShift } from '../stages.ts';
import type { DeployedStage } from './pipeline.ts';

/** What a stack has to show of itself to be delivered. */
export interface DeliveredService extends Stack {
  /** The function that answers callers, and the alias by which they reach it. */
  readonly release: { readonly function: LambdaFunction; readonly alias: Alias; readonly aliasName: string };
  /** Alarms that tell whether callers are served. */
  readonly alarms: readonly IAlarm[];
}

export type ServiceClass = new (scope: Construct, id: string, props: StackProps) => DeliveredService;

export interface DeliveryStageProps {
  readonly service: ServiceClass;
  /** Id of the service's stack; the stack's name is this with the stage's name before it. */
  readonly serviceId: string;
  /** How traffic moves to a new version. @default - at once */
  readonly trafficShift?: TrafficShift;
}

/**
 * One environment of the delivered service: the same stack under a name of its own, in the same assembly.
 * Exam: stages differ in configuration, never in code; what was tested in one is what the next one runs.
 */
export class DeliveryStage extends Stage {
  readonly deployed: DeployedStage;

  constructor(scope: Construct, id: string, { service: Service, serviceId, trafficShift }: DeliveryStageProps) {
    super(scope, id);
    const service = new Service(this, serviceId, { description: `certlab: ${serviceId}, stage ${id}` });
    if (trafficShift) {
      new CanaryRelease(service, 'Release', { ...service.release, alarms: service.alarms, trafficShift });
    }
    Tags.of(this).add('certlab', 'delivery-pipeline');
    Tags.of(this).add('stage', id);
    applyVendedProviderRules(this);
    this.deployed = {
      name: id,
      stackName: service.stackName,
      template: `${relative(Stage.of(scope)?.outdir ?? '', this.outdir)}/${service.templateFile}`,
    };
  }
}
