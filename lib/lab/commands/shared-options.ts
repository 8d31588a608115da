/** Options that several commands take, so that they are named and explained once. */
import { type Command, InvalidArgumentError, Option } from 'commander';

export const targetOption = () =>
  new Option('--target <target>', 'where to work').choices(['emulator', 'aws']).default('emulator');
export const profileOption = () => new Option('--profile <name>', 'AWS profile, with --target aws');
export const regionOption = () => new Option('--region <region>', 'AWS region, with --target aws');
export const jsonOption = () => new Option('--json', 'print one JSON document for programs');

/** `--target`, `--profile`, `--region` and `--json`. */
export function withTargetOptions(command: Command): Command {
  return command.addOption(targetOption()).addOption(profileOption()).addOption(regionOption()).addOption(jsonOption());
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1024 || port > 65_535) {
    throw new InvalidArgumentError('Needs a port from 1024 to 65535.');
  }
  return port;
}

export function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (!(minutes > 0 && minutes <= 10_080))
    throw new InvalidArgumentError('Needs minutes, more than 0 and up to 10080.');
  return minutes;
}

export function parseSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Needs a whole number from 0 to 999999999.');
  return Number(text);
}

/** @param given the settings that were given before it */
export function parseSetting(
  text: string,
  given: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, name, value] = /^([a-z]+)=(\S+)$/.exec(text) ?? [];
  if (!name || !value) throw new InvalidArgumentError('Needs name=value, for example dr=warm-standby.');
  if (name in given) throw new InvalidArgumentError(`${name} is given twice.`);
  return { ...given, [name]: value };
}
