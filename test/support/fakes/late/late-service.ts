/**
 * The service of the exam room and the targets of its balancer, second by second: tasks take as long as on Fargate to start,
 * are checked at the interval of their group, are replaced when they are sick, and a release is over when the old ones have gone.
 */
import type { Task as EcsTask, TaskDefinition, UpdateServiceRequest } from '@aws-sdk/client-ecs';
import type { HealthCheck } from '../../../../lib/lab/settings/elbv2.ts';
import { comesThrough, type NetworkAreas, subnetsOf } from './late-network.ts';
import type { LateSettings } from './late-settings.ts';

export interface ServiceAreas extends NetworkAreas {
  targets: { readonly check: HealthCheck; readonly attributes: Readonly<Record<string, string>> };
}

/** A container of the exam room. Times are in milliseconds since 1970. */
export interface Task {
  readonly id: string;
  readonly deployment: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly definition: TaskDefinition;
  readonly startsAt: number;
  state: 'pending' | 'initial' | 'healthy' | 'unhealthy' | 'draining';
  /** Checks in a row that came out as the last one. */
  passed: number;
  failed: number;
  sickSince?: number;
  drainsUntil?: number;
}

const SECOND = 1_000;
/** "A task takes up to two minutes to start on Fargate": image, network interface, program. */
const STARTS_WITHIN = 100 * SECOND;
/** Between what the balancer finds and what ECS does about it. */
const REPLACES_WITHIN = 15 * SECOND;
/** healthCheckGracePeriod of the service (web-tier.ts). */
const GRACE = 30 * SECOND;
/** Amazon ECS API Reference, RunTask: the API is eventually consistent, to be asked again after a couple of seconds. */
const SEEN_WITHIN = 5 * SECOND;
const PORT = 8080;
/** What the program holds of memory before anybody asks it for anything, in MiB. */
const HOLDS = 55;

const matches = (matcher: string, code: number): boolean =>
  matcher.split(',').some((part) => {
    const [from, to = from] = part.split('-').map(Number);
    return (from as number) <= code && code <= (to as number);
  });

export class LateService {
  readonly settings: LateSettings<ServiceAreas>;
  readonly mayStart: (at: number) => boolean;
  tasks: Task[] = [];
  readonly definitions: TaskDefinition[] = [];
  network = { subnets: subnetsOf('web'), securityGroups: ['sg-tasks'], assignPublicIp: 'DISABLED' as const };
  configuration = {
    ...{ minimumHealthyPercent: 100, maximumPercent: 200 },
    deploymentCircuitBreaker: { enable: true, rollback: true },
  };
  desiredCount = 2;
  #definition: TaskDefinition;
  #deployment = 1;
  #began = Date.now();
  #made = 0;
  #killed: EcsTask[] = [];
  #at = Date.now();
  #turn = 0;
  #before: { readonly service: ReturnType<LateService['describe']>; readonly until: number } | undefined;

  /** @param mayStart whether ECS gets at a moment all that it needs to start a task */
  constructor(settings: LateSettings<ServiceAreas>, first: TaskDefinition, mayStart: (at: number) => boolean) {
    this.settings = settings;
    this.mayStart = mayStart;
    this.#definition = this.register(first);
    this.tasks = [1, 2].map(() => ({ ...this.#newTask(this.#at), startsAt: this.#at, state: 'healthy', passed: 2 }));
  }

  register(definition: TaskDefinition): TaskDefinition {
    const taskDefinitionArn = `arn:aws:ecs:us-east-1:111122223333:task-definition/web:${this.definitions.length + 1}`;
    const made = { ...structuredClone(definition), taskDefinitionArn };
    this.definitions.push(made);
    return made;
  }

  update(asked: Partial<UpdateServiceRequest>): void {
    this.#before = { service: this.describe(), until: Date.now() + SEEN_WITHIN };
    const network = asked.networkConfiguration?.awsvpcConfiguration;
    if (network) this.network = { ...this.network, ...(network as typeof this.network) };
    Object.assign(this.configuration, asked.deploymentConfiguration);
    this.desiredCount = asked.desiredCount ?? this.desiredCount;
    const wanted = this.definitions.find(({ taskDefinitionArn }) => taskDefinitionArn === asked.taskDefinition);
    if (!asked.forceNewDeployment && (!wanted || wanted === this.#definition)) return;
    this.#definition = wanted ?? this.#definition;
    this.#deployment += 1;
    this.#began = Date.now();
  }

  /** As who asks is told, for a while by turns as it was. */
  described() {
    this.#turn += 1;
    const { service, until } = this.#before ?? { service: undefined, until: 0 };
    return service && Date.now() < until && this.#turn % 2 === 0 ? service : this.describe();
  }

  describe() {
    this.advance();
    const count = (pending: boolean) => this.#alive().filter(({ state }) => (state === 'pending') === pending).length;
    const deployments = [...new Set([this.#deployment, ...this.#alive().map(({ deployment }) => deployment)])];
    return {
      status: 'ACTIVE',
      taskDefinition: this.#definition.taskDefinitionArn,
      ...{ desiredCount: this.desiredCount, runningCount: count(false), pendingCount: count(true) },
      deployments: deployments.map((id) => ({
        ...{ id: `ecs-svc/${id}`, status: id === this.#deployment ? 'PRIMARY' : 'ACTIVE' },
        ...(id === this.#deployment && {
          createdAt: new Date(this.#began),
          rolloutState: deployments.length === 1 && count(true) === 0 ? 'COMPLETED' : 'IN_PROGRESS',
          taskDefinition: this.#definition.taskDefinitionArn,
        }),
      })),
      deploymentConfiguration: this.configuration,
      networkConfiguration: { awsvpcConfiguration: this.network },
    };
  }

  /** Tasks that held more memory than they might. */
  killed(): readonly EcsTask[] {
    this.advance();
    return this.#killed;
  }

  targets(): Task[] {
    this.advance();
    return this.tasks.filter(({ state }) => state !== 'pending');
  }

  /** Whom the balancer gives the next request: a healthy one by turns, or where there is none, any ("fails open"). */
  next(): Task | undefined {
    const registered = this.targets().filter(({ state }) => state !== 'draining');
    const healthy = registered.filter(({ state }) => state === 'healthy');
    const among = healthy.length > 0 ? healthy : registered;
    this.#turn += 1;
    return among[this.#turn % Math.max(1, among.length)];
  }

  /** Whether the balancer's packets come to a port of the tasks. */
  isReached(port: number, at = Date.now()): boolean {
    return comesThrough(this.settings.inEffect('groups', at), ['sg-balancer'], this.network.securityGroups, port);
  }

  advance(): void {
    for (; this.#at + SECOND <= Date.now(); this.#at += SECOND) this.#second(this.#at + SECOND);
  }

  #alive(): Task[] {
    return this.tasks.filter(({ state }) => state !== 'draining');
  }

  #newTask(at: number): Task {
    this.#made += 1;
    const told = this.#definition.containerDefinitions?.[0]?.environment ?? [];
    return {
      ...{ id: `task-${this.#made}`, deployment: this.#deployment, startsAt: at + STARTS_WITHIN, state: 'pending' },
      environment: Object.fromEntries(told.map(({ name = '', value }) => [name, value])),
      definition: this.#definition,
      ...{ passed: 0, failed: 0 },
    };
  }

  #second(at: number): void {
    const { check, attributes } = this.settings.inEffect('targets', at);
    const started = this.tasks.filter(({ state, startsAt }) => state === 'pending' && startsAt <= at);
    for (const task of started) task.state = 'initial';
    if (started.length > 0 && !this.mayStart(at)) this.tasks = this.tasks.filter((task) => !started.includes(task));
    for (const task of started) {
      const { taskDefinitionArn, containerDefinitions = [] } = task.definition;
      if ((containerDefinitions[0]?.memory ?? HOLDS) >= HOLDS) continue;
      this.tasks = this.tasks.filter((other) => other !== task);
      const createdAt = new Date(task.startsAt - STARTS_WITHIN);
      this.#killed.push({ taskDefinitionArn, createdAt, stopCode: 'EssentialContainerExited' });
    }
    for (const task of this.#alive()) {
      if (task.state !== 'pending' && Math.floor(at / SECOND) % check.interval === 0) this.#look(task, check, at);
    }
    const drain = (task: Task) => {
      task.state = 'draining';
      task.drainsUntil = at + Number(attributes['deregistration_delay.timeout_seconds']) * SECOND;
    };
    for (const task of this.tasks.filter(({ state }) => state === 'unhealthy')) {
      if (at - (task.sickSince ?? at) >= REPLACES_WITHIN && at - task.startsAt >= GRACE) drain(task);
    }
    const most = (this.desiredCount * this.configuration.maximumPercent) / 100;
    const current = () => this.#alive().filter(({ deployment }) => deployment === this.#deployment);
    while (current().length < this.desiredCount && this.#alive().length < most) this.tasks.push(this.#newTask(at));
    for (const task of current().slice(this.desiredCount)) drain(task);
    if (current().filter(({ state }) => state === 'healthy').length >= this.desiredCount) {
      for (const task of this.#alive().filter(({ deployment }) => deployment !== this.#deployment)) drain(task);
    }
    this.tasks = this.tasks.filter(({ drainsUntil = Number.POSITIVE_INFINITY }) => drainsUntil > at);
  }

  /** One health check; "After your target is registered, it must pass one health check to be considered healthy". */
  #look(task: Task, { path, port, matcher, healthyThreshold, unhealthyThreshold }: HealthCheck, at: number): void {
    const asked = port === 'traffic-port' ? PORT : Number(port);
    const isWell = this.isReached(asked, at) && asked === PORT && matches(matcher, path === '/health' ? 200 : 404);
    task.passed = isWell ? task.passed + 1 : 0;
    task.failed = isWell ? 0 : task.failed + 1;
    if (task.passed >= (task.state === 'initial' ? 1 : healthyThreshold)) {
      task.state = 'healthy';
      task.sickSince = undefined;
    } else if (task.failed >= unhealthyThreshold && task.state !== 'unhealthy') {
      task.state = 'unhealthy';
      task.sickSince = at;
    }
  }
}
