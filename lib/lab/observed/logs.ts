/** The functions' logs of deployed projects, as they happen. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Project } from '../../project.ts';
import { inRegion, type Target } from '../../target.ts';
import { awsClients } from '../aws/aws-clients.ts';
import { stacksOf } from '../stacks/places.ts';
import { stackResources } from '../stacks/stack-resources.ts';
import { isNoStack } from '../stacks/stacks.ts';
import { wrap } from '../terminal/screen.ts';

export interface LogLine {
  readonly at: Date;
  /** Logical id of the log group's function or owner, short enough for a column. */
  readonly source: string;
  readonly message: string;
}

/** A logical id without CDK's hash at its end and without what CDK calls its own providers. */
const shortName = (logicalId: string) =>
  logicalId.replace(/(LogGroup|Logs?)?[0-9A-F]{8}$/, '').replace(/AWSCDK|CustomResourceProvider/g, '');

export interface LogGroup {
  /** Physical. */
  readonly name: string;
  /** Short, for people; with the region where that is not the target's. */
  readonly source: string;
  readonly region: string;
}

/** The log groups of a project's stacks; of one that is not there, none. */
export async function logGroupsOf(project: Project, target: Target): Promise<LogGroup[]> {
  const groups = stacksOf([project], target).map(async ({ stackName, target: { region, clientConfig } }) => {
    const resources = await stackResources(stackName, awsClients(clientConfig)).catch((error) => {
      if (isNoStack(error)) return [];
      throw error;
    });
    const place = region === target.region ? '' : `@${region}`;
    return resources
      .filter(({ type }) => type === 'AWS::Logs::LogGroup')
      .map(({ logicalId, physicalId }) => ({ name: physicalId, source: `${shortName(logicalId)}${place}`, region }));
  });
  return (await Promise.all(groups)).flat();
}

/**
 * Yields log lines since `since`, oldest first; goes on forever with `follow`, until the signal aborts.
 * A group that is gone meanwhile is passed over. `everyMs` is how often it looks for more.
 */
export async function* readLogs(
  projects: readonly Project[],
  target: Target,
  { since, follow, everyMs = 1_000, signal }: { since: Date; follow: boolean; everyMs?: number; signal?: AbortSignal },
): AsyncGenerator<LogLine> {
  const { CloudWatchLogsClient, paginateFilterLogEvents } = await import('@aws-sdk/client-cloudwatch-logs');
  const groups = (await Promise.all(projects.map((project) => logGroupsOf(project, target)))).flat();
  const regions = [...new Set(groups.map(({ region }) => region))];
  const clients = new Map(
    regions.map((region) => [region, new CloudWatchLogsClient(inRegion(target, region).clientConfig)]),
  );
  const placeOf = ({ name, region }: LogGroup) => `${region} ${name}`;
  const readUpTo = new Map(groups.map((group) => [placeOf(group), since.getTime()]));
  const seen = new Set<string>();
  do {
    const lines: LogLine[] = [];
    for (const group of groups) {
      const { name: logGroupName, source, region } = group;
      const place = placeOf(group);
      const client = clients.get(region) as InstanceType<typeof CloudWatchLogsClient>;
      try {
        const startTime = readUpTo.get(place) as number;
        for await (const page of paginateFilterLogEvents({ client }, { logGroupName, startTime })) {
          for (const { eventId, timestamp = 0, message = '' } of page.events ?? []) {
            // The emulator gives events no id.
            const key = `${place} ${eventId ?? `${timestamp} ${message}`}`;
            if (seen.has(key)) continue;
            seen.add(key);
            lines.push({ at: new Date(timestamp), source, message: message.trimEnd() });
            // The same millisecond is asked for again: later lines may still come with it.
            readUpTo.set(place, Math.max(readUpTo.get(place) as number, timestamp));
          }
        }
      } catch (error) {
        if ((error as Error).name !== 'ResourceNotFoundException') throw error;
      }
    }
    yield* lines.sort((left, right) => left.at.getTime() - right.at.getTime());
    if (follow) await sleep(everyMs, undefined, { signal }).catch(() => {});
  } while (follow && !signal?.aborted);
}

/** Whether a line's source or message has this text in it, in capitals or not; any line without a text. */
export function matches({ source, message }: LogLine, text = ''): boolean {
  return `${source} ${message}`.toLowerCase().includes(text.toLowerCase());
}

/**
 * A line as it was written, for files and pipes; or, for a screen so wide, what it says, broken at its spaces under its
 * beginning. JSON has no spaces to break it at, and is shown by its fields.
 */
export function formatLogLine({ at, source, message }: LogLine, width?: number): string {
  const begin = `${at.toISOString().slice(11, 23)} ${source.padEnd(14)} `;
  if (width === undefined) return begin + message;
  return wrap(fieldsOf(message).replaceAll('\t', ' '), ' '.repeat(begin.length), width, begin);
}

/** The level and the message of a JSON line, then its other fields; any other line as it is. */
function fieldsOf(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    // When it was written stands before it.
    const { level, message, timestamp: _, ...others } = JSON.parse(line) as Record<string, unknown>;
    return [level, message, ...namedFields(others)].filter((part) => part !== undefined).join(' ');
  } catch {
    return line;
  }
}

const namedFields = (fields: object, within = ''): string[] =>
  Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? namedFields(value, `${within}${name}.`)
      : [`${within}${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`],
  );
