/**
 * Metrics out of what the deployed projects leave behind, since the emulator keeps none of its own but a
 * balancer's: the REPORT line that Lambda writes for each invocation ("Lambda: log and report lines" in the developer guide,
 * Monitoring functions), the embedded metrics of the functions (CloudWatch embedded metric format, version 0), and the
 * gateway's access log.
 */
import type { LogLine } from './logs.ts';

/** One measurement. */
export interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number;
}

/** One measurement, and of what. */
export interface Measurement extends Sample, Pick<Series, 'source' | 'metric' | 'unit'> {}

/** What was measured of one thing over the window. */
export interface Series {
  /** Who was measured: a function, the gateway, a workflow, a balancer, or a group of targets. */
  readonly source: string;
  readonly metric: string;
  readonly unit: 'Count' | 'Milliseconds' | 'Megabytes' | 'Other';
  /** Sum of what is counted, greatest of what is measured, for each part of the window; null where nothing was. */
  readonly points: readonly (number | null)[];
  /** How many measurements there are. */
  readonly count: number;
  readonly sum: number;
  readonly max: number;
}

/** A span of time, cut into equal parts; milliseconds since 1970. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly parts: number;
}

const REPORT = /^REPORT RequestId: \S+\s+Duration: (?<duration>[\d.]+) ms.*?Max Memory Used: (?<memory>\d+) MB/s;
const COLD = /\bInit Duration: (?<init>[\d.]+) ms/;

/** What was measured as series, by source and name. */
export function seriesOf(measurements: readonly Measurement[], window: Window): Series[] {
  const samples = new Map<string, { source: string; metric: string; unit: Series['unit']; taken: Sample[] }>();
  for (const { source, metric, unit, ...sample } of measurements) {
    const key = JSON.stringify([source, metric]);
    const series = samples.get(key) ?? { source, metric, unit, taken: [] };
    series.taken.push(sample);
    samples.set(key, series);
  }
  return [...samples.values()]
    .map(({ taken, ...series }) => ({ ...series, ...summed(taken, series.unit, window) }))
    .toSorted((a, b) => a.source.localeCompare(b.source) || a.metric.localeCompare(b.metric));
}

/** The measurements that the lines tell of. */
export function measurementsIn(lines: readonly LogLine[]): Measurement[] {
  const taken: Measurement[] = [];
  const take = ({ source, at }: LogLine, metric: string, unit: Series['unit'], value: number) =>
    taken.push({ source, metric, unit, value, at: at.getTime() });
  for (const line of lines) {
    const report = REPORT.exec(line.message)?.groups;
    if (report) {
      take(line, 'Invocations', 'Count', 1);
      take(line, 'Duration', 'Milliseconds', Number(report.duration));
      // The emulator does not measure it, and says 0.
      if (Number(report.memory) > 0) take(line, 'MaxMemoryUsed', 'Megabytes', Number(report.memory));
      const init = COLD.exec(line.message)?.groups?.init;
      if (init) take(line, 'InitDuration', 'Milliseconds', Number(init));
      continue;
    }
    const document = documentOf(line.message);
    if (!document) continue;
    for (const { name, unit, values } of embeddedMetrics(document)) {
      for (const value of values) take(line, name, unit, value);
    }
    if (isAccess(document)) {
      take(line, 'Requests', 'Count', 1);
      take(line, 'Latency', 'Milliseconds', Number(document.latencyMs));
      const status = Number(document.status);
      if (status >= 500) take(line, '5xx', 'Count', 1);
      else if (status >= 400) take(line, '4xx', 'Count', 1);
    } else if (document.level === 'ERROR') take(line, 'ErrorsLogged', 'Count', 1);
  }
  return taken;
}

function summed(taken: readonly Sample[], unit: Series['unit'], { from, to, parts }: Window) {
  const points: (number | null)[] = Array.from({ length: parts }, () => null);
  for (const { at, value } of taken) {
    const part = Math.min(parts - 1, Math.max(0, Math.floor(((at - from) / (to - from)) * parts)));
    const before = points[part] ?? null;
    points[part] = before === null ? value : unit === 'Count' ? before + value : Math.max(before, value);
  }
  const values = taken.map(({ value }) => value);
  return { points, count: values.length, sum: values.reduce((a, b) => a + b, 0), max: Math.max(...values) };
}

type Document = Readonly<Record<string, unknown>>;

function documentOf(message: string): Document | undefined {
  if (!message.startsWith('{')) return undefined;
  try {
    return JSON.parse(message) as Document;
  } catch {
    return undefined;
  }
}

/** The access log's format is ours (lib/constructs/access-log.ts); API Gateway writes every value as text. */
const isAccess = (document: Document) => 'latencyMs' in document && 'status' in document;

/**
 * What a document in the embedded metric format carries: a value, or a list of them, at its root by the metric's name.
 * A metric that several directives name, for different dimensions, was measured once.
 */
function embeddedMetrics(document: Document) {
  const { _aws } = document as {
    _aws?: { CloudWatchMetrics?: { Metrics?: { Name: string; Unit?: string }[] }[] };
  };
  const units = new Map(
    (_aws?.CloudWatchMetrics ?? []).flatMap(({ Metrics = [] }) =>
      Metrics.map(({ Name, Unit }) => [Name, Unit] as const),
    ),
  );
  return [...units].map(([name, unit]) => ({
    name,
    unit: (unit === 'Count' || unit === 'Milliseconds' ? unit : 'Other') as Series['unit'],
    values: [document[name]].flat().filter((value) => typeof value === 'number'),
  }));
}
