/** Which layers of an image are rebuilt after a change, by the order of the lines of its Dockerfile. */
import { defineFamily } from '../family.ts';

export type Changed = 'source code' | 'list of packages' | 'base image' | 'configuration file';

/** A line of a Dockerfile, with what it reads. */
export interface Line {
  readonly text: string;
  readonly reads: readonly Changed[];
  /** Seconds that it takes without a cache. */
  readonly seconds: number;
}

export interface Build {
  readonly changed: Changed;
  readonly lines: readonly Line[];
}

export interface BuildClaim {
  readonly seconds: number;
}

const APPS = ['Node.js', 'Python', 'Ruby'] as const;
const LINES: Readonly<Record<(typeof APPS)[number], { list: string; install: string; build: string }>> = {
  'Node.js': { list: 'COPY package*.json ./', install: 'RUN npm ci', build: 'RUN npm run build' },
  Python: {
    list: 'COPY requirements.txt ./',
    install: 'RUN pip install -r requirements.txt',
    build: 'RUN python -m compileall .',
  },
  Ruby: { list: 'COPY Gemfile* ./', install: 'RUN bundle install', build: 'RUN rake assets:precompile' },
};

export const imageLayers = defineFamily<Build, BuildClaim>({
  id: 'image-layers',
  kind: 'proven',
  tasks: ['DVA-C03/3.1', 'DVA-C03/3.2'],
  level: 'apply',
  read: [{ guide: 'Docker documentation', page: 'Docker build cache' }],
  asOf: '2026-11-27',
  misconceptions: {
    'only-the-line-itself-is-rebuilt': 'A change rebuilds the line that reads it, and no other.',
    'the-order-of-lines-does-not-matter': 'Docker finds out by itself which lines depend on each other.',
    'every-build-is-whole': 'An image is built from its first line each time.',
    'a-run-line-is-always-cached': 'A command that reads the same text is never run again.',
  },
  draw(random) {
    const app = random.pick(APPS);
    const of = LINES[app];
    const [install, build, config] = [random.pick([40, 60, 90]), random.pick([10, 15, 20]), random.pick([1, 2])];
    const early = random.chance(0.5);
    const whole: Line = {
      text: 'COPY . .',
      reads: ['source code', 'list of packages', 'configuration file'],
      seconds: 3,
    };
    const list: Line = { text: of.list, reads: ['list of packages'], seconds: 1 };
    const settings: Line = { text: 'COPY app.conf /etc/app.conf', reads: ['configuration file'], seconds: config };
    const lines: Line[] = early
      ? [
          list,
          { text: of.install, reads: [], seconds: install },
          settings,
          whole,
          { text: of.build, reads: [], seconds: build },
        ]
      : [
          whole,
          { text: of.install, reads: [], seconds: install },
          settings,
          { text: of.build, reads: [], seconds: build },
        ];
    const changed = random.pick<Changed>(['source code', 'list of packages', 'configuration file', 'base image']);
    return { changed, lines };
  },
  write({ changed, lines }, random) {
    const first = changed === 'base image' ? 0 : lines.findIndex(({ reads }) => reads.includes(changed));
    const secondsOf = (some: readonly Line[]) => some.reduce((sum, { seconds }) => sum + seconds, 0);
    const right = secondsOf(lines.slice(first));
    const reading = lines.filter(({ reads }) => reads.includes(changed));
    const runs = lines.filter(({ text }) => text.startsWith('RUN'));
    const base = random.pick(['node:24-slim', 'a slim base image']);
    const start = `What is cached is every layer before the first line that reads the ${changed}.`;
    const options = [
      [
        secondsOf(reading),
        'only-the-line-itself-is-rebuilt',
        'Every line after the one that changed is rebuilt as well.',
      ],
      [secondsOf(lines), 'every-build-is-whole', start],
      [
        secondsOf(lines.slice(first).filter((line) => !runs.includes(line))),
        'a-run-line-is-always-cached',
        'A RUN line is cached only where every line before it is.',
      ],
      [secondsOf(runs), 'the-order-of-lines-does-not-matter', 'Which lines are cached depends on where they stand.'],
      [right + (lines.at(-1)?.seconds ?? 0), 'the-order-of-lines-does-not-matter', 'No line is run twice in a build.'],
      [
        Math.max(1, right - (lines.at(-1)?.seconds ?? 0)),
        'only-the-line-itself-is-rebuilt',
        'The last line stands after the change, so it is rebuilt too.',
      ],
    ] as const;
    return {
      code: {
        text: [`FROM base`, ...lines.map(({ text, seconds }) => `${text.padEnd(40)} # ${seconds} s`)].join('\n'),
        words: `A Dockerfile: from a base image, then ${lines.map(({ text, seconds }) => `${text}, ${seconds} seconds`).join('; ')}.`,
      },
      stem:
        `A build project builds this image from ${base} with the layers of the last build as its cache. Beside each line stands how long ` +
        `it takes without a cache. Since the last build the ${changed} has changed, and nothing else. How many seconds do its lines take?`,
      decides: `the ${changed} has changed`,
      options: [
        {
          text: `${right} s`,
          claim: { seconds: right },
          reason:
            changed === 'base image'
              ? 'A new base image rebuilds every line.'
              : `${start} From "${lines[first]?.text}" on, all are built.`,
        },
        ...options.map(([seconds, misconception, reason]) => ({
          text: `${seconds} s`,
          claim: { seconds },
          misconception,
          reason,
        })),
      ],
    };
  },
});
