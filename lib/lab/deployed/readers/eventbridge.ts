/** Reads event buses and rules back. */
import { orMissing } from '../../aws/missing.ts';
import type { Reader } from '../reader.ts';

export const eventBus: Reader = async (aws, { physicalId }) => {
  const found = await orMissing(aws.eventbridge.describeEventBus({ Name: physicalId }));
  if (!found) return undefined;
  const { Tags } = await aws.eventbridge.listTagsForResource({ ResourceARN: found.Arn });
  return {
    properties: { Description: found.Description, KmsKeyIdentifier: found.KmsKeyIdentifier, Name: found.Name, Tags },
    attributes: { Arn: found.Arn as string },
  };
};

export const rule: Reader = async (aws, { physicalId, properties }) => {
  const EventBusName = properties.EventBusName as string | undefined;
  // On AWS the id of a rule on a bus of one's own is `<bus>|<rule>`.
  const Name = physicalId.split('|').at(-1) as string;
  const found = await orMissing(aws.eventbridge.describeRule({ Name, EventBusName }));
  if (!found) return undefined;
  const [{ Targets }, { Tags }] = await Promise.all([
    aws.eventbridge.listTargetsByRule({ Rule: Name, EventBusName }),
    aws.eventbridge.listTagsForResource({ ResourceARN: found.Arn }),
  ]);
  return {
    properties: {
      Description: found.Description,
      EventBusName: found.EventBusName,
      EventPattern: found.EventPattern,
      RoleArn: found.RoleArn,
      ScheduleExpression: found.ScheduleExpression,
      State: found.State,
      Tags,
      Targets: Targets,
    },
    defaults: { EventBusName: 'default' },
    attributes: { Arn: found.Arn as string },
  };
};

export const archive: Reader = async (aws, { physicalId }) => {
  const found = await orMissing(aws.eventbridge.describeArchive({ ArchiveName: physicalId }));
  if (!found) return undefined;
  return {
    properties: {
      Description: found.Description,
      EventPattern: found.EventPattern,
      // No key of the customer's: a template says so by an empty text, the service by saying nothing.
      KmsKeyIdentifier: found.KmsKeyIdentifier ?? '',
      RetentionDays: found.RetentionDays,
      SourceArn: found.EventSourceArn,
    },
  };
};
