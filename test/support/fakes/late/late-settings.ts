/**
 * Settings that are answered at once and take effect later, as those of AWS. In the second half of the time that a change
 * takes, who asks meets the old and the new by turns. What AWS says about each, in seconds at the most:
 */
export const LATE_SECONDS = {
  /** IAM User Guide, "Changes that I make are not always immediately visible": no time is given; a minute is usual. */
  roles: 60,
  /** Lambda Developer Guide, "Event source mappings": an update takes up to minutes; its state says so meanwhile. */
  mapping: 60,
  /** EventBridge API Reference, PutRule: "Allow a short period of time for changes to take effect". */
  rule: 60,
  /** SQS API Reference, SetQueueAttributes: most attributes take up to 60 seconds. */
  queue: 60,
  /** Step Functions API Reference, UpdateStateMachine: within a few seconds executions use the former definition. */
  machine: 10,
  /** EventBridge Pipes: STARTING and STOPPING are states that take a minute. */
  pipe: 60,
  /** Lambda, UpdateAlias, UpdateFunctionConfiguration, PutFunctionConcurrency: seconds. */
  functions: 10,
  /** API Gateway, a stage that deploys by itself: seconds. */
  api: 10,
  /** DynamoDB Developer Guide, "Managing Global Secondary Indexes": an index is filled before it is active, minutes. */
  index: 300,
  /** EC2 API Reference, AuthorizeSecurityGroupIngress: "a small delay might occur"; no time is given. */
  groups: 30,
  /** Elastic Load Balancing gives no time; each node of a balancer has settings and checks of its own. */
  targets: 30,
  /** Amazon S3 User Guide, "Amazon S3 data consistency model": bucket configurations are eventually consistent. */
  bucket: 60,
  /** "Setting an S3 Lifecycle configuration on a bucket": expect a delay of a few minutes. */
  lifecycle: 180,
  /** Secrets Manager User Guide, "Managed rotation": "typically completes within one minute". */
  password: 60,
  /** Of these nothing in the models meets the effect: probes read what is set, as on AWS. */
  routes: 0,
  scaling: 0,
  connections: 0,
  /** A write of an item, of an object (S3 is strongly consistent) and an alarm are there at once. */
  item: 0,
  object: 0,
  alarm: 0,
} as const;

export type Area = keyof typeof LATE_SECONDS;

interface Change {
  readonly area: string;
  readonly before: unknown;
  readonly at: number;
}

/** The settings of a deployment, by area; each area is plain JSON. */
export class LateSettings<Areas extends Partial<Record<Area, unknown>>> {
  readonly now: Areas;
  readonly #changes: Change[] = [];
  #turn = 0;

  constructor(healthy: Areas) {
    this.now = structuredClone(healthy);
  }

  /** Changes an area: what is read is the new at once. */
  change<Name extends keyof Areas & Area>(area: Name, value: Areas[Name]): void {
    this.#changes.push({ area, before: this.now[area], at: Date.now() });
    this.now[area] = structuredClone(value);
  }

  /** What is in effect at a moment, by default now. */
  inEffect<Name extends keyof Areas & Area>(area: Name, at = Date.now()): Areas[Name] {
    this.#turn += 1;
    const late = LATE_SECONDS[area] * 1_000;
    const old = this.#changes.find((change) => change.area === area && change.at + late > at);
    if (!old) return this.now[area];
    const isStillOld = at < old.at + late / 2 || this.#turn % 2 === 0;
    return isStillOld ? (old.before as Areas[Name]) : this.now[area];
  }

  /** Whether a change of an area is still on its way. */
  isSettling(area: keyof Areas & Area): boolean {
    return this.#changes.some((change) => change.area === area && change.at + LATE_SECONDS[area] * 1_000 > Date.now());
  }
}
