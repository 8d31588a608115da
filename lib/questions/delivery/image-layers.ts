/** A layer cache: each layer is known by what it stands on, its own text, and what it reads. */
import type { Build, BuildClaim, Changed } from '../../../lambda/shared/questions/delivery/image-layers.ts';
import type { Proof } from '../proof.ts';

/** Builds with a cache of layer keys, and returns the seconds of what was not in it. */
function build(
  { lines }: Pick<Build, 'lines'>,
  versions: Readonly<Record<Changed, number>>,
  cache: Set<string>,
): number {
  let parent = `base:${versions['base image']}`;
  let seconds = 0;
  for (const line of lines) {
    parent = JSON.stringify([parent, line.text, line.reads.map((what) => versions[what])]);
    if (!cache.has(parent)) seconds += line.seconds;
    cache.add(parent);
  }
  return seconds;
}

function secondsAfter(parameters: Build): number {
  const cache = new Set<string>();
  const before = { 'source code': 1, 'list of packages': 1, 'base image': 1, 'configuration file': 1 };
  build(parameters, before, cache);
  return build(parameters, { ...before, [parameters.changed]: 2 }, cache);
}

const lines: Build['lines'] = [
  { text: 'COPY package*.json ./', reads: ['list of packages'], seconds: 1 },
  { text: 'RUN npm ci', reads: [], seconds: 60 },
  { text: 'COPY . .', reads: ['source code', 'list of packages'], seconds: 2 },
];

export const imageLayersProof: Proof<Build, BuildClaim> = {
  holds: (parameters, { seconds }) => secondsAfter(parameters) === seconds,
  second({ changed, lines: all }, { seconds }) {
    // Whatever stands from the first line on that reads what changed; the base image stands before all of them.
    const first = changed === 'base image' ? 0 : all.findIndex(({ reads }) => reads.includes(changed));
    const rebuilt = first < 0 ? [] : all.slice(first);
    return rebuilt.reduce((sum, line) => sum + line.seconds, 0) === seconds;
  },
  explain: (parameters) => [`built twice with one cache, the second build takes ${secondsAfter(parameters)} s`],
  vectors: [
    {
      source: 'Docker documentation, "Docker build cache": once a layer changes, all after it are built again',
      parameters: { changed: 'list of packages', lines },
      claim: { seconds: 63 },
      holds: true,
    },
    {
      source:
        'Docker documentation, "Docker build cache": packages installed before the sources are copied stay cached',
      parameters: { changed: 'source code', lines },
      claim: { seconds: 2 },
      holds: true,
    },
  ],
};
