/** Reads state machines and pipes back. */
import { orMissing } from '../../aws/missing.ts';
import { capitalized, type Reader } from '../reader.ts';

export const stateMachine: Reader = async (aws, { physicalId, properties }) => {
  const found = await orMissing(aws.sfn.describeStateMachine({ stateMachineArn: physicalId }));
  if (!found || found.status === 'DELETING') return undefined;
  const { tags = [] } = await aws.sfn.listTagsForResource({ resourceArn: physicalId });
  const { loggingConfiguration: logging, tracingConfiguration: tracing } = found;
  return {
    properties: {
      DefinitionString: found.definition,
      LoggingConfiguration: capitalized(logging),
      RoleArn: found.roleArn,
      StateMachineName: properties.StateMachineName && found.name,
      StateMachineType: found.type,
      Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
      TracingConfiguration: capitalized(tracing),
    },
    defaults: {
      LoggingConfiguration: { Level: 'OFF', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: false },
    },
    attributes: { Arn: physicalId, Name: found.name as string },
  };
};

export const pipe: Reader = async (aws, { physicalId }) => {
  const found = await orMissing(aws.pipes.describePipe({ Name: physicalId }));
  if (!found || found.DesiredState === 'DELETED') return undefined;
  return {
    properties: {
      Description: found.Description,
      DesiredState: found.DesiredState,
      Enrichment: found.Enrichment,
      EnrichmentParameters: found.EnrichmentParameters,
      RoleArn: found.RoleArn,
      Source: found.Source,
      SourceParameters: found.SourceParameters,
      Tags: found.Tags,
      Target: found.Target,
      TargetParameters: found.TargetParameters,
    },
    defaults: { DesiredState: 'RUNNING' },
    attributes: { Arn: found.Arn as string },
  };
};
