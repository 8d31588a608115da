/** Reads build projects back. */
import { capitalized, type Reader } from '../reader.ts';

export const project: Reader = async (aws, { physicalId }) => {
  const found = (await aws.codebuild.batchGetProjects({ names: [physicalId] })).projects?.[0];
  if (!found) return undefined;
  const { cache, logsConfig, environment, source, artifacts, tags = [] } = found;
  return {
    properties: {
      Artifacts: capitalized(artifacts),
      Cache: cache && (capitalized({ ...cache, modes: cache.modes?.length ? cache.modes : undefined }) as object),
      Description: found.description,
      EncryptionKey: found.encryptionKey,
      Environment: capitalized({
        ...environment,
        environmentVariables: environment?.environmentVariables?.length ? environment.environmentVariables : undefined,
      }),
      LogsConfig: capitalized(logsConfig),
      QueuedTimeoutInMinutes: found.queuedTimeoutInMinutes,
      ServiceRole: found.serviceRole,
      // The one name that is spelled apart: a template says `BuildSpec`.
      Source: { Type: source?.type, BuildSpec: source?.buildspec },
      Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
      TimeoutInMinutes: found.timeoutInMinutes,
    },
    defaults: { QueuedTimeoutInMinutes: 480, TimeoutInMinutes: 60 },
    attributes: { Arn: found.arn as string },
  };
};
