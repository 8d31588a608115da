/** How containers are told in the Docker Engine API: the part of each answer that docker-py and MiniStack read. */
import type { Container } from './container.ts';

/** The one network: loopback. */
export const NETWORK = 'certlab';

/** The name by which MiniStack asks for its own container: its `HOSTNAME`. */
export const SELF = 'ministack';

export const networkView = () => ({ Name: NETWORK, Id: NETWORK, Driver: 'bridge', Containers: {} });

const networkSettings = (address: string) => ({
  Ports: {},
  IPAddress: address,
  Networks: { [NETWORK]: { IPAddress: address, NetworkID: NETWORK, Aliases: [] } },
});

export function containerView(container: Container) {
  const { id, name, image, env, cmd, entrypoint, labels, binds, memory, address, status } = container;
  return {
    Id: id,
    Name: `/${name}`,
    Created: container.startedAt || new Date().toISOString(),
    Image: image,
    RestartCount: 0,
    State: {
      Status: status,
      Running: status === 'running',
      OOMKilled: container.oomKilled,
      Pid: status === 'running' ? (container.process?.pid ?? 0) : 0,
      ExitCode: container.exitCode,
      StartedAt: container.startedAt,
      FinishedAt: container.finishedAt,
      Error: '',
    },
    Config: { Image: image, Env: env, Cmd: cmd, Entrypoint: entrypoint, Labels: labels, Hostname: name, Tty: false },
    HostConfig: { Binds: binds, Memory: memory ?? 0, NetworkMode: NETWORK },
    Mounts: [],
    NetworkSettings: networkSettings(address),
  };
}

/** MiniStack itself, as it would be told were it a container of the same network. */
export const selfView = () => ({
  Id: 'self',
  Name: '/self',
  State: { Status: 'running', Running: true },
  Config: { Labels: {} },
  NetworkSettings: networkSettings('127.0.0.1'),
});

/** Whether an option of a request is set, as docker-py and others write it. */
export const isOn = (query: URLSearchParams, name: string) => ['1', 'true', 'True'].includes(query.get(name) ?? '');

/** `?all=1&filters={"label":["a=b"],"name":["c"],"status":["running"]}` */
export function listView(containers: readonly Container[], query: URLSearchParams) {
  const all = isOn(query, 'all');
  const filters = JSON.parse(query.get('filters') ?? '{}') as Record<
    string,
    readonly string[] | Record<string, boolean>
  >;
  const values = (name: string): readonly string[] => {
    const asked = filters[name] ?? [];
    return Array.isArray(asked) ? asked : Object.keys(asked);
  };
  const hasLabel = ({ labels }: Container, wanted: string) => {
    const [name = '', ...value] = wanted.split('=');
    return name in labels && (value.length === 0 || labels[name] === value.join('='));
  };
  return containers
    .filter((container) => all || container.status === 'running' || values('status').length > 0)
    .filter(({ status }) => values('status').length === 0 || values('status').includes(status))
    .filter((container) => values('label').every((wanted) => hasLabel(container, wanted)))
    .filter(({ name }) => values('name').length === 0 || values('name').some((wanted) => name.includes(wanted)))
    .map((container) => ({
      Id: container.id,
      Names: [`/${container.name}`],
      Image: container.image,
      Labels: container.labels,
      State: container.status,
      Status: container.status,
      Created: Math.floor(Date.parse(container.startedAt || new Date().toISOString()) / 1_000),
      NetworkSettings: networkSettings(container.address),
    }));
}
