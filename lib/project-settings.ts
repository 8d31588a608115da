/** What is chosen for a project when it is deployed, and how its stack says it. */

/** What `-c name=value` says, by name: context of the app. */
export type Settings = Readonly<Record<string, string>>;

/** By this output a stack says what it was deployed with, as `-c` takes it, separated by spaces. */
export const SETTINGS_OUTPUT = 'Settings';

export const settingsText = (settings: Settings): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

export const settingsIn = (text: string): Settings =>
  Object.fromEntries(
    text
      .split(' ')
      .filter((pair) => pair.includes('='))
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
